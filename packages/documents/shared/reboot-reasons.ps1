# Why Windows wants a reboot: its own flags. Files that wait to be renamed are none: many programs leave such.
function Get-RebootReasons {
    if ((New-Object -ComObject Microsoft.Update.SystemInfo).RebootRequired) { 'Windows Update' }
    if (Test-Path -LiteralPath 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending') { 'component servicing' }
    if (Test-Path -LiteralPath 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update\RebootRequired') { 'automatic updates' }
}

function Write-RebootLine {
    $reasons = @(Get-RebootReasons)
    if ($reasons.Count -gt 0) { Write-Output ('rustine: reboot-required true ({0})' -f ($reasons -join ', ')) }
    else { Write-Output 'rustine: reboot-required false' }
}
