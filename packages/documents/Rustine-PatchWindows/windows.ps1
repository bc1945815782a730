# Installs or removes updates exactly as planned. The plan, the state before and the phase are kept per invocation, so
# that a run goes on after a reboot or a kill.
$dryRun = $operation -like 'DryRun*'
$verb = if ($operation -like '*Remove') { 'remove' } else { 'install' }
function Read-List([string]$Json) { return @(ConvertFrom-Json $Json | ForEach-Object { $_ } | Where-Object { $_ }) }
$types = @(Read-List $updateTypes | ForEach-Object { $_.ToUpperInvariant() })
$levels = @(Read-List $severities)
$includes = @(Read-List $include)
$excludes = @(Read-List $exclude)
$asked = @(Read-List $packages)
$only = @(Read-List $onlyVersions)
if ($only.Count -gt 0 -and ($verb -eq 'remove' -or $asked.Count -gt 0)) { Stop-Run 'ONLY_FOR_UPDATES' 'OnlyVersions is for updates; Packages has versions of its own' }
# The listed revision by update, the architecture being a part of the key where the item has one.
$listed = @{}
foreach ($item in $only) {
    $key, $revision = $item -split '=', 2
    if ($revision) { $listed[$key] = $revision }
}
if ($verb -eq 'remove' -and $asked.Count -eq 0) { Stop-Run 'NOTHING_ASKED' 'Packages must name what to remove' }

$failures = New-Object Collections.ArrayList
function Add-Failure($Row, [string]$Code, [string]$Text) {
    foreach ($failure in $failures) { if ($failure.name -eq $Row.name) { return } }
    $null = $failures.Add([PSCustomObject]@{
            name = $Row.name; architecture = $Row.architecture; target_version = $Row.available_version
            update_type = $Row.update_type; error_code = $Code; error_message = ($Text -replace '\s+', ' ')
        })
}

$runDir = Join-Path $stateDir ('patch.' + ($invocationId -replace '[^A-Za-z0-9_-]', '_'))
if ($dryRun -or $invocationId -eq 'by-hand') { $runDir = New-OwnFolder 'run' }
$null = New-Item -ItemType Directory -Force -Path $runDir
Get-ChildItem -LiteralPath $stateDir -Directory -Filter 'patch.*' | Where-Object { $_.LastWriteTimeUtc -lt [DateTime]::UtcNow.AddDays(-14) } | Remove-Item -Recurse -Force

# Whole or not at all: written beside, then renamed.
function Save-State([string]$Name, $Value) {
    $path = Join-Path $runDir $Name
    [IO.File]::WriteAllText("$path.new", (ConvertTo-Json -Depth 5 -Compress -InputObject $Value), $utf8)
    Move-Item -Force -LiteralPath "$path.new" -Destination $path
}
function Read-State([string]$Name) {
    $path = Join-Path $runDir $Name
    if (-not (Test-Path -LiteralPath $path)) { return $null }
    return ConvertFrom-Json ([IO.File]::ReadAllText($path, $utf8))
}

function Test-Glob($Row, [string[]]$Globs) {
    foreach ($glob in $Globs) { if ($Row.name -like $glob -or $Row.title -like $glob) { return $true } }
    return $false
}

# Whether OnlyVersions lets the update be installed as it is offered. One that it does not list is left; one that is
# offered in another revision than the listed one is a failure.
function Test-Listed($Row) {
    $revision = $listed[('{0}:{1}' -f $Row.name, $Row.architecture)]
    if (-not $revision) { $revision = $listed[$Row.name] }
    if ($revision -eq $Row.available_version) { return $true }
    if ($revision) {
        Add-Failure $Row 'VERSION_GONE' "$($Row.name) is offered in revision $($Row.available_version), and OnlyVersions allows $revision alone"
        $null = $held.Add($Row)
    }
    else { $null = $left.Add($Row) }
    return $false
}

# Which of the found are wanted. What is named stands above types and severities; what is hidden on this machine is held.
function Select-Wanted($Rows) {
    foreach ($row in $Rows) {
        if ($asked.Count -gt 0) {
            $item = $asked | Where-Object { $_ -eq $row.name -or $_ -eq ('{0}={1}' -f $row.name, $row.available_version) } | Select-Object -First 1
            if (-not $item) { continue }
            if (Test-Glob $row $excludes) { Add-Failure $row 'EXCLUDED' "$($row.name) is asked for and excluded"; continue }
        }
        else {
            if (($types -notcontains 'ALL') -and ($types -notcontains $row.update_type)) { continue }
            if ($levels.Count -gt 0 -and $levels -notcontains $row.severity) { continue }
            if ($includes.Count -gt 0 -and -not (Test-Glob $row $includes)) { continue }
            if ($row.optional -and $includes.Count -eq 0) { continue }
            if (Test-Glob $row $excludes) { continue }
            if ($only.Count -gt 0 -and -not (Test-Listed $row)) { continue }
        }
        if ($row.hidden) { Add-Failure $row 'HELD' "$($row.name) is hidden on this machine; exclude it to accept that"; $null = $held.Add($row); continue }
        $row
    }
}

function Get-PlanText($Rows) {
    $lines = @($Rows | ForEach-Object { '{0} {1} {2} - {3}' -f $verb, $_.name, $(if ($_.architecture) { $_.architecture } else { '-' }), $_.available_version })
    $lines += @($held | ForEach-Object { 'hold {0} {1} - {2}' -f $_.name, $(if ($_.architecture) { $_.architecture } else { '-' }), $_.available_version })
    [Array]::Sort($lines, [StringComparer]::Ordinal)
    return (@('rustine-plan 1', "operation $verb") + $lines) -join "`n"
}

function Get-Sha256([string]$Text) {
    $sum = [Security.Cryptography.SHA256]::Create()
    try { return ([BitConverter]::ToString($sum.ComputeHash($utf8.GetBytes($Text + "`n")))).Replace('-', '').ToLowerInvariant() }
    finally { $sum.Dispose() }
}

function Wait-Installer {
    $end = [DateTime]::UtcNow.AddSeconds([int]$lockWaitSeconds)
    $said = $false
    while ((New-Object -ComObject Microsoft.Update.Installer).IsBusy) {
        if ([DateTime]::UtcNow -ge $end) { Stop-Run 'LOCKED' "another installation still runs after $lockWaitSeconds seconds" }
        if (-not $said) { Write-Output 'Waiting for another installation to end...'; $said = $true }
        Start-Sleep -Seconds 2
    }
}

function New-Collection($Rows) {
    $collection = New-Object -ComObject Microsoft.Update.UpdateColl
    foreach ($row in $Rows) {
        if (-not $row.update.EulaAccepted) { $row.update.AcceptEula() }
        $null = $collection.Add($row.update)
    }
    return , $collection
}

# Each update's own result: 2 succeeded, 3 succeeded with errors, 4 failed, 5 aborted.
function Add-ResultFailures($Rows, $Result, [string]$Code) {
    for ($index = 0; $index -lt $Rows.Count; $index++) {
        $one = $Result.GetUpdateResult($index)
        if ([int]$one.ResultCode -eq 2) { continue }
        $number = '0x{0:X8}' -f $one.HResult
        $text = (New-Object ComponentModel.Win32Exception($one.HResult)).Message
        Add-Failure $Rows[$index] $number ('{0}: result {1}, {2}' -f $Code, $one.ResultCode, $text)
    }
}

# Updates that need the screen would wait for a person for ever.
function Invoke-Install($Rows) {
    $quiet = @($Rows | Where-Object { -not $_.update.InstallationBehavior.CanRequestUserInput })
    foreach ($row in $Rows) { if ($quiet -notcontains $row) { Add-Failure $row 'NEEDS_A_PERSON' 'this update asks questions while it installs' } }
    if ($quiet.Count -eq 0) { return }
    Write-Output "Downloading $($quiet.Count) updates..."
    $downloader = $updateSession.CreateUpdateDownloader()
    $downloader.Updates = New-Collection $quiet
    Add-ResultFailures $quiet $downloader.Download() 'DOWNLOAD_FAILED'
    $ready = @($quiet | Where-Object { $_.update.IsDownloaded })
    if ($ready.Count -eq 0) { return }
    Wait-Installer
    $position = 0
    # One at a time: a failure is then its own, and what is done is known when the machine goes down in the middle.
    foreach ($row in $ready) {
        $position += 1
        Write-Output ('Installing {0} of {1}: {2}' -f $position, $ready.Count, $row.title)
        $installer = $updateSession.CreateUpdateInstaller()
        $installer.Updates = New-Collection @($row)
        $result = $installer.Install()
        Add-ResultFailures @($row) $result 'INSTALL_FAILED'
        if ($result.GetUpdateResult(0).RebootRequired) { $null = $pending.Add($row.id) }
    }
}

function Invoke-Remove($Rows) {
    Wait-Installer
    foreach ($row in $Rows) {
        if (-not $row.update.IsUninstallable) { Add-Failure $row 'NOT_REMOVABLE' "Windows does not let $($row.name) be removed"; continue }
        Write-Output "Removing $($row.title)"
        $installer = $updateSession.CreateUpdateInstaller()
        $installer.Updates = New-Collection @($row)
        $result = $installer.Uninstall()
        Add-ResultFailures @($row) $result 'REMOVE_FAILED'
        if ($result.GetUpdateResult(0).RebootRequired) { $null = $pending.Add($row.id) }
    }
}

$held = New-Object Collections.ArrayList
$left = New-Object Collections.ArrayList
$pending = New-Object Collections.ArrayList
$bootId = Get-BootId
$phase = Read-State 'phase.json'
$rebooted = $false
if ($null -ne $phase) {
    if ($phase.bootId -eq $bootId) {
        if ($phase.times -ge 3) { Stop-Run 'REBOOT_NOT_DONE' 'a reboot was asked for three times, and this is still the same start of the machine' }
        Save-State 'phase.json' @{ bootId = $bootId; times = $phase.times + 1 }
        Write-Output 'The reboot that this run asked for has not happened yet.'
        exit 3010
    }
    $rebooted = $true
    Write-Output "The machine was rebooted as asked: boot $bootId, before $($phase.bootId)"
}

Write-Output "Asking $updateSource for updates..."
$criteria = if ($verb -eq 'remove') { "IsInstalled=1 and Type='Software'" } else { "IsInstalled=0 and Type='Software'" }
$found = @(Find-Updates $criteria)
$before = Read-State 'before.json'
if ($null -eq $before) {
    $before = @(Get-InstalledUpdates)
    Save-State 'before.json' @($before)
}
Write-Report 'updates-before' $installedColumns $before
Write-InventoryReport
$available = @(Find-Updates "IsInstalled=0 and IsHidden=0 and Type='Software'")
Write-Report 'available-updates' $updateColumns $available

if ($rebooted) { $planned = @(Read-State 'planned.json') }
else {
    $wanted = @(Select-Wanted $found)
    foreach ($item in $asked) {
        $name = ($item -split '=')[0]
        if (-not ($found | Where-Object { $_.name -eq $name }) -and $verb -eq 'install' -and -not ($before | Where-Object { $_.name -eq $name })) {
            Add-Failure ([PSCustomObject]@{ name = $name; architecture = ''; available_version = ''; update_type = 'OTHER' }) 'NOT_FOUND' "$updateSource does not offer $name to this machine"
        }
    }
    $plan = Get-PlanText $wanted
    $sum = Get-Sha256 $plan
    $plan -split "`n" | Select-Object -Skip 2 | ForEach-Object { Write-Output "plan: $_" }
    if ($only.Count -gt 0) {
        $left | ForEach-Object { Write-Output ('plan: leave {0} {1} - {2}' -f $_.name, $(if ($_.architecture) { $_.architecture } else { '-' }), $_.available_version) }
        Write-Output "plan: $($left.Count) updates left alone that OnlyVersions does not list"
    }
    $bytes = [long]0
    foreach ($row in $wanted) { $bytes += $row.size_bytes }
    Write-Output ('plan: {0} to {1}, {2} held back' -f $wanted.Count, $verb, $held.Count)
    if ($verb -eq 'install') { Write-Output "plan: at most $bytes bytes to download" }
    $wanted | Where-Object { $_.reboot_suggested -ne 'false' } | ForEach-Object { Write-Output "plan: reboot likely for $($_.name)" }
    Write-Output "rustine: plan $sum"
    if ($dryRun) {
        Write-Counts $available
        Write-RebootLine
        exit 0
    }
    # A run that was killed half way finds a part of its plan done; what is left must be a part of the same plan.
    if ($planHash -and $sum -ne $planHash) {
        $known = Read-State 'plan.json'
        $left = $plan -split "`n"
        if ($null -eq $known -or (Get-Sha256 $known.text) -ne $planHash -or @($left | Where-Object { ($known.text -split "`n") -notcontains $_ }).Count -gt 0) {
            Stop-Run 'PLAN_CHANGED' "the plan is now $sum, not $planHash; nothing was installed"
        }
    }
    if ($null -eq (Read-State 'plan.json')) {
        Save-State 'plan.json' @{ text = $plan }
        Save-State 'planned.json' @($wanted | Select-Object -Property @('id', 'name', 'title', 'architecture', 'available_version', 'update_type', 'severity', 'advisory', 'cves'))
    }
    $planned = @(Read-State 'planned.json')
    $drive = New-Object IO.DriveInfo($env:SystemDrive)
    if ($verb -eq 'install' -and $drive.AvailableFreeSpace -lt 2 * $bytes) { Stop-Run 'DISK_FULL' "$bytes bytes are to be downloaded, $env:SystemDrive has $($drive.AvailableFreeSpace) free; nothing was installed" }
    if ($wanted.Count -eq 0) { Write-Output 'There is nothing to do.' }
    elseif ($verb -eq 'remove') { Invoke-Remove $wanted }
    else { Invoke-Install $wanted }
}

Write-Output 'Asking again what is installed...'
$capturedAt = Format-Time ([DateTime]::UtcNow)
$after = @(Get-InstalledUpdates)
$installedIds = @(Find-Updates "IsInstalled=1 and Type='Software'" | ForEach-Object { $_.id })
$changes = @()
foreach ($row in $planned) {
    $isThere = $installedIds -contains $row.id
    if ($isThere -eq ($verb -eq 'install')) {
        $version = '{0}' -f $row.available_version
        $changes += [PSCustomObject]@{
            name = $row.name; architecture = $row.architecture; action = $(if ($verb -eq 'install') { 'INSTALL' } else { 'REMOVE' })
            old_version = $(if ($verb -eq 'install') { '' } else { $version }); new_version = $(if ($verb -eq 'install') { $version } else { '' })
            update_type = $row.update_type; severity = $row.severity; advisory = $row.advisory; cves = $row.cves
        }
    }
    elseif ($pending -contains $row.id) { Write-Output "$($row.name) takes effect with the next start of Windows" }
    else { Add-Failure $row 'NOT_INSTALLED' 'Windows reported no fault, but does not show the change' }
}
$available = @(Find-Updates "IsInstalled=0 and IsHidden=0 and Type='Software'")
Write-Report 'updates-after' $installedColumns $after
Write-Report 'new-updates' $changeColumns $changes
Write-Report 'failed-updates' $failureColumns $failures
Write-InventoryReport
Write-Report 'available-updates' $updateColumns $available
Write-Counts $available
Write-Output ('{0} changes made, {1} failed, {2} wait for a reboot' -f $changes.Count, $failures.Count, $pending.Count)
Write-RebootLine

if ($failures.Count -gt 0) {
    $text = @($failures | ForEach-Object { '{0} ({1}: {2})' -f $_.name, $_.error_code, $_.error_message }) -join '; '
    Stop-Run 'UPDATES_FAILED' $text.Substring(0, [Math]::Min(2000, $text.Length))
}
if (-not $rebooted -and ($rebootOption -eq 'Always' -or ($rebootOption -eq 'IfNeeded' -and ($pending.Count -gt 0 -or @(Get-RebootReasons).Count -gt 0)))) {
    Save-State 'phase.json' @{ bootId = $bootId; times = 1 }
    Write-Output 'Asking for a reboot.'
    exit 3010
}
