Write-Output 'Reading what is installed...'
Write-Report 'updates-before' $installedColumns @(Get-Fixes | Sort-Object -Property name -Unique)
Write-InventoryReport
