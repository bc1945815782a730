# PowerShell 5.1 and what Windows brings along, so that it runs under Rustine's agent and under Amazon's.
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
Set-StrictMode -Version 2.0
$utf8 = New-Object System.Text.UTF8Encoding($false)
# A service without a console cannot choose an encoding; its output is ASCII then.
try { [Console]::OutputEncoding = $utf8 } catch { $null = $_ }

# The first line on stderr is stable, so that a program can tell the causes apart: "rustine: error: CODE: text".
function Stop-Run([string]$Code, [string]$Text) {
    [Console]::Error.WriteLine("rustine: error: ${Code}: " + ($Text -replace '\s+', ' '))
    exit 1
}

function Write-Warn([string]$Text) { Write-Output "rustine: warning: $Text" }

# The number that Windows gives a fault, however deep PowerShell wrapped it; 0x80070070 is a full disk.
function Get-HResult($Exception) {
    $inner = $Exception
    while ($null -ne $inner.InnerException) { $inner = $inner.InnerException }
    return '0x{0:X8}' -f $inner.HResult
}

trap {
    $number = Get-HResult $_.Exception
    $code = 'TOOL_FAILED'
    if ($number -eq '0x80070070') { $code = 'DISK_FULL' }
    if ($number -eq '0x80070005') { $code = 'ACCESS_DENIED' }
    Stop-Run $code ("{0} ({1}, line {2})" -f $_.Exception.Message, $number, $_.InvocationInfo.ScriptLineNumber)
}

function Get-Setting([string[]]$Names, [string]$Default) {
    foreach ($name in $Names) {
        $value = [Environment]::GetEnvironmentVariable($name)
        if ($value) { return $value }
    }
    return $Default
}

function New-OwnFolder([string]$Kind) {
    $path = Join-Path ([IO.Path]::GetTempPath()) ("rustine-$Kind." + [Guid]::NewGuid().ToString('N'))
    return (New-Item -ItemType Directory -Path $path).FullName
}

# Without Rustine's agent (by hand, or under Amazon's) the reports go to a folder of their own, and it is named.
$invocationId = Get-Setting @('RUSTINE_INVOCATION_ID', 'SSM_COMMAND_ID') 'by-hand'
$hostName = Get-Setting @('RUSTINE_HOSTNAME') ([Net.Dns]::GetHostName())
$instanceId = Get-Setting @('RUSTINE_INSTANCE_ID', 'AWS_SSM_INSTANCE_ID') $hostName
$reportDir = Get-Setting @('RUSTINE_REPORT_DIR') ''
if (-not $reportDir) {
    $reportDir = New-OwnFolder 'reports'
    Write-Output "The reports are in $reportDir"
}
# What a run must remember across a reboot; only an administrator may write below ProgramData's own folders of ours.
$stateDir = Get-Setting @('RUSTINE_STATE_DIR') (Join-Path $env:ProgramData 'Rustine\documents')
$null = New-Item -ItemType Directory -Force -Path $reportDir, $stateDir

function Format-Time([DateTime]$Time) { return $Time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", [Globalization.CultureInfo]::InvariantCulture) }
$capturedAt = Format-Time ([DateTime]::UtcNow)

# RFC 4180: a quote doubled, quotes where they are needed. No cell holds a NUL.
function Format-Cell($Value) {
    if ($null -eq $Value) { return '' }
    $text = ([string]$Value).Replace([string][char]0, '')
    if ($text -match '[",\r\n]') { return '"' + $text.Replace('"', '""') + '"' }
    return $text
}

# Writes a report under another name and renames it when it is whole. Rows are objects with a property per column.
function Write-Report([string]$Kind, [string[]]$Columns, $Rows) {
    $temporary = Join-Path $reportDir ".$Kind.csv.tmp"
    $writer = New-Object IO.StreamWriter($temporary, $false, $utf8)
    try {
        $writer.NewLine = "`r`n"
        $writer.WriteLine('schema_version,invocation_id,instance_id,hostname,captured_at,' + ($Columns -join ','))
        $start = '1,' + ((@($invocationId, $instanceId, $hostName, $capturedAt) | ForEach-Object { Format-Cell $_ }) -join ',')
        foreach ($row in @($Rows)) {
            if ($null -eq $row) { continue }
            $cells = foreach ($column in $Columns) { Format-Cell $row.$column }
            $writer.WriteLine($start + ',' + ($cells -join ','))
        }
    }
    finally { $writer.Dispose() }
    Move-Item -Force -LiteralPath $temporary -Destination (Join-Path $reportDir "$Kind.csv")
}

# Windows counts its starts. Where that number is missing, the minute of the last start stands for it; finer would waver
# with corrections of the clock.
function Get-BootId {
    $counted = Get-ItemProperty -ErrorAction SilentlyContinue -Name BootId -Path 'HKLM:\SYSTEM\CurrentControlSet\Control\Session Manager\Memory Management\PrefetchParameters'
    if ($null -ne $counted) { return 'boot-' + $counted.BootId }
    $started = (Get-CimInstance -ClassName Win32_OperatingSystem -Property LastBootUpTime).LastBootUpTime
    return (Format-Time $started.AddSeconds(30)).Substring(0, 16) + 'Z'
}

$installedColumns = @('name', 'version', 'architecture', 'source', 'installed_at')
$updateColumns = @('name', 'architecture', 'installed_version', 'available_version', 'update_type', 'severity', 'advisory', 'cves', 'repository', 'size_bytes', 'reboot_suggested')
$changeColumns = @('name', 'architecture', 'action', 'old_version', 'new_version', 'update_type', 'severity', 'advisory', 'cves')
$failureColumns = @('name', 'architecture', 'target_version', 'update_type', 'error_code', 'error_message')
