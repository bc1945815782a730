$mark = Join-Path $stateDir ('reboot.' + ($invocationId -replace '[^A-Za-z0-9_-]', '_'))
Get-ChildItem -LiteralPath $stateDir -File -Filter 'reboot.*' | Where-Object { $_.LastWriteTimeUtc -lt [DateTime]::UtcNow.AddDays(-14) } | Remove-Item -Force

# Whole or not at all, and on the disk before the machine goes down.
function Save-Mark([int]$Times) {
    $stream = New-Object IO.FileStream("$mark.new", 'Create', 'Write')
    try {
        $bytes = $utf8.GetBytes("$bootId $Times")
        $stream.Write($bytes, 0, $bytes.Length)
        $stream.Flush($true)
    }
    finally { $stream.Dispose() }
    Move-Item -Force -LiteralPath "$mark.new" -Destination $mark
}

function Request-Reboot {
    Write-Output 'Asking for a reboot.'
    exit 3010
}

$bootId = Get-BootId
if (Test-Path -LiteralPath $mark) {
    $askedBoot, $times = [IO.File]::ReadAllText($mark) -split ' '
    if ($askedBoot -ne $bootId) {
        Write-Output "The machine was rebooted: it was in boot $askedBoot and is now in boot $bootId."
        Write-RebootLine
        Remove-Item -LiteralPath $mark -Force
        exit 0
    }
    # The agent died before it noted that a reboot was asked for, or it does not reboot.
    if ([int]$times -ge 3) { Stop-Run 'REBOOT_NOT_DONE' "a reboot was asked for $times times, and the machine is still in boot $bootId" }
    Write-Output "The reboot that this run asked for has not happened: the machine is still in boot $bootId."
    Save-Mark ([int]$times + 1)
    Request-Reboot
}

Write-RebootLine
Write-Output "The machine is in boot $bootId."
if ($rebootOption -eq 'IfNeeded' -and @(Get-RebootReasons).Count -eq 0) {
    Write-Output 'No reboot is asked for, because none is needed.'
    exit 0
}
if ($message) {
    # Nobody may be logged in, and that is no fault.
    try { & (Join-Path $env:SystemRoot 'System32\msg.exe') '*' '/TIME:600' $message } catch { $null = $_ }
}
if ($delaySeconds -gt 0) {
    Write-Output "Waiting $delaySeconds seconds."
    Start-Sleep -Seconds $delaySeconds
}
Save-Mark 1
Request-Reboot
