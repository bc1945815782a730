# Lists what is installed and what could be updated. Changes nothing on the machine.
Write-Output "Asking $updateSource for updates..."
$available = @(Find-Updates "IsInstalled=0 and IsHidden=0 and Type='Software'")
Write-Output 'Reading what is installed...'
Write-Report 'updates-before' $installedColumns (Get-InstalledUpdates)
Write-InventoryReport
Write-Report 'available-updates' $updateColumns $available
Write-Counts $available
Write-RebootLine
