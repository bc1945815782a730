# Programs as "Apps and features" lists them: the registry's Uninstall keys, both views of a 64-bit Windows.
function Get-Software {
    $native = $env:PROCESSOR_ARCHITECTURE.ToLowerInvariant()
    $roots = @{
        'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall' = $native
        'HKLM:\SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall' = 'x86'
    }
    $seen = @{}
    foreach ($root in $roots.GetEnumerator()) {
        if (-not (Test-Path -LiteralPath $root.Key)) { continue }
        foreach ($key in Get-ChildItem -LiteralPath $root.Key) {
            $name = [string]$key.GetValue('DisplayName')
            # Parts and patches of a program are listed with it; what Windows hides is no program of its own.
            if (-not $name.Trim() -or $key.GetValue('SystemComponent') -eq 1 -or $key.GetValue('ParentKeyName')) { continue }
            $version = [string]$key.GetValue('DisplayVersion')
            $mark = '{0}|{1}|{2}' -f $name, $version, $root.Value
            if ($seen.ContainsKey($mark)) { continue }
            $seen[$mark] = $true
            [PSCustomObject]@{
                name = $name.Trim()
                version = $(if ($version.Trim()) { $version.Trim() } else { 'unknown' })
                architecture = $root.Value
                publisher = [string]$key.GetValue('Publisher')
                source = $(if ($key.GetValue('WindowsInstaller') -eq 1) { 'msi' } else { 'registry' })
                installed_at = Read-InstallDate ([string]$key.GetValue('InstallDate'))
                size_bytes = Read-SizeKb $key.GetValue('EstimatedSize')
            }
        }
    }
}

# Installers write the day as yyyyMMdd, and some write anything; what is no day is not known.
function Read-InstallDate([string]$Text) {
    $day = [DateTime]::MinValue
    $culture = [Globalization.CultureInfo]::InvariantCulture
    if ([DateTime]::TryParseExact($Text.Trim(), 'yyyyMMdd', $culture, 'AssumeUniversal, AdjustToUniversal', [ref]$day)) { return Format-Time $day }
    return ''
}

function Read-SizeKb($Value) {
    if ($Value -is [int] -and $Value -gt 0) { return [long]$Value * 1024 }
    return ''
}

function Write-InventoryReport {
    $software = @(Get-Software | Sort-Object -Property @('name', 'version', 'architecture'))
    Write-Report 'software-inventory' @('name', 'version', 'architecture', 'publisher', 'source', 'installed_at', 'size_bytes') $software
    Write-Output ('{0} programs are installed' -f $software.Count)
}

# The fixes that Windows itself has on its list, without asking a source of updates.
function Get-Fixes {
    foreach ($fix in Get-CimInstance -ClassName Win32_QuickFixEngineering) {
        $installed = ''
        if ($fix.InstalledOn) { $installed = Format-Time ([DateTime]::SpecifyKind([DateTime]$fix.InstalledOn, 'Utc')) }
        [PSCustomObject]@{ name = [string]$fix.HotFixID; version = 'unknown'; architecture = ''; source = 'windows'; installed_at = $installed }
    }
}
