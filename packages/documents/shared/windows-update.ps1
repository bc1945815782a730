# Updates as the Windows Update Agent (Microsoft.Update.Session) tells them, from the source that this machine's policy
# names: Windows Update, Microsoft Update or a WSUS server.
$updateSession = New-Object -ComObject Microsoft.Update.Session
$updateSession.ClientApplicationID = 'Rustine'

# Categories by their fixed ids; their names are in the language of the system.
$typeOfCategory = @{
    '0fa1201d-4330-4fa8-8ae9-b877473b6441' = 'SECURITY'     # Security Updates
    'e6cf1350-c01b-414d-a61f-263d14d133b4' = 'BUGFIX'       # Critical Updates
    '28bc880e-0592-4cbf-8f95-c79b17911d5f' = 'BUGFIX'       # Update Rollups
    'cd5ffd1e-e932-4e3a-bf74-18bf0b1bbd83' = 'BUGFIX'       # Updates
    'b54e7d24-7add-428f-8b75-90a396fa584f' = 'ENHANCEMENT'  # Feature Packs
    '68c5b0a3-d1a6-4553-ae49-01d3a7827828' = 'ENHANCEMENT'  # Service Packs
    'b4832bd8-e735-4761-8daf-37f882276dab' = 'ENHANCEMENT'  # Tools
    '3689bdc8-b205-4af4-8d4a-a63924c5e9d5' = 'ENHANCEMENT'  # Upgrades
}

function Get-UpdateSource {
    $policy = Get-ItemProperty -Path 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate' -ErrorAction SilentlyContinue
    if ($null -ne $policy -and $policy.PSObject.Properties['WUServer'] -and $policy.WUServer) { return [string]$policy.WUServer }
    return 'Windows Update'
}

function Get-UpdateType($Update) {
    $types = @(foreach ($category in $Update.Categories) { $typeOfCategory[([string]$category.CategoryID).ToLowerInvariant()] })
    # A cumulative update counts by what it mends: one with a severity mends something of security.
    if ($types -contains 'SECURITY' -or $Update.MsrcSeverity) { return 'SECURITY' }
    # Previews and other optional updates are offered, and installed only where they are asked for by name.
    if ($Update.BrowseOnly) { return 'ENHANCEMENT' }
    foreach ($type in 'BUGFIX', 'ENHANCEMENT') { if ($types -contains $type) { return $type } }
    return 'OTHER'
}

function Get-Architecture([string]$Title) {
    switch -Regex ($Title) {
        '\bARM64\b' { return 'arm64' }
        '\b(x64|64-bit|AMD64)\b' { return 'amd64' }
        '\b(x86|32-bit)\b' { return 'x86' }
    }
    return ''
}

# An update's name is its KB article, which is what people ask for; without one, its id.
function ConvertTo-UpdateRow($Update) {
    $articles = @($Update.KBArticleIDs | ForEach-Object { $_ })
    $cves = @()
    if ($Update | Get-Member -Name CveIDs) { $cves = @($Update.CveIDs | Where-Object { $_ -match '^CVE-\d{4}-\d{4,}$' } | Sort-Object -Unique) }
    # 0 never reboots, 1 always, 2 may ask for it.
    $reboot = @('false', 'true', '')[[int]$Update.InstallationBehavior.RebootBehavior]
    [PSCustomObject]@{
        update = $Update
        id = [string]$Update.Identity.UpdateID
        name = $(if ($articles.Count -gt 0) { 'KB' + $articles[0] } else { [string]$Update.Identity.UpdateID })
        title = [string]$Update.Title
        architecture = Get-Architecture $Update.Title
        installed_version = ''
        # A revision of an update is what a version is elsewhere.
        available_version = '{0}' -f $Update.Identity.RevisionNumber
        update_type = Get-UpdateType $Update
        severity = [string]$Update.MsrcSeverity
        advisory = [string]$Update.Title
        cves = $cves -join ' '
        repository = $updateSource
        size_bytes = [long]$Update.MaxDownloadSize
        reboot_suggested = $reboot
        optional = [bool]$Update.BrowseOnly
        hidden = [bool]$Update.IsHidden
    }
}

# Several updates may share an article; then each name carries the start of the update's id, so that each stays itself.
function Find-Updates([string]$Criteria) {
    $searcher = $updateSession.CreateUpdateSearcher()
    try { $found = $searcher.Search($Criteria) }
    catch { Stop-Run (Get-SearchCode $_.Exception) ('{0} does not answer: {1} ({2})' -f $updateSource, $_.Exception.Message, (Get-HResult $_.Exception)) }
    # 2 succeeded, 3 succeeded with errors: a partial answer is no answer.
    if ($found.ResultCode -ne 2) { Stop-Run 'SEARCH_INCOMPLETE' ("the search ended with result {0}; nothing is claimed from a part of the answer" -f $found.ResultCode) }
    $rows = @($found.Updates | ForEach-Object { ConvertTo-UpdateRow $_ })
    foreach ($group in $rows | Group-Object -Property @('name', 'architecture') | Where-Object { $_.Count -gt 1 }) {
        foreach ($row in $group.Group) { $row.name = '{0}.{1}' -f $row.name, $row.id.Substring(0, 8) }
    }
    return $rows | Sort-Object -Property @('name', 'architecture')
}

function Get-SearchCode($Exception) {
    switch -Regex (Get-HResult $Exception) {
        '^0x8024402[CF]$|^0x80072(EE[27]|EFD|F8F|F76)$|^0x8024401[6-9C]$' { return 'NO_NETWORK' }
        '^0x80240016$|^0x80240024$' { return 'LOCKED' }
        '^0x80070422$' { return 'SERVICE_DISABLED' }
    }
    return 'SEARCH_FAILED'
}

$updateSource = Get-UpdateSource

# What is installed: Windows' own list of its fixes, and the updates that only the update agent knows of.
function Get-InstalledUpdates {
    $rows = @{}
    foreach ($fix in Get-Fixes) { $rows[$fix.name] = $fix }
    foreach ($row in Find-Updates "IsInstalled=1 and Type='Software'") {
        $known = $rows[$row.name]
        $rows[$row.name] = [PSCustomObject]@{
            name = $row.name
            version = $row.available_version
            architecture = $row.architecture
            source = $updateSource
            installed_at = $(if ($null -ne $known) { $known.installed_at } else { '' })
        }
    }
    return $rows.Values | Sort-Object -Property name
}

function Write-Counts($Updates) {
    $security = @($Updates | Where-Object { $_.update_type -eq 'SECURITY' })
    $cves = @($security | ForEach-Object { $_.cves -split ' ' } | Where-Object { $_ } | Sort-Object -Unique)
    Write-Output ('{0} updates available, {1} of them security, {2} CVEs named' -f @($Updates).Count, $security.Count, $cves.Count)
}
