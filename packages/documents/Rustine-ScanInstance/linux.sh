# Lists what is installed and what could be updated. Changes nothing on the machine.
prepare_sources
echo 'Refreshing the package indexes…'
refresh_sources

echo 'Reading the package database…'
read_installed
read_updates
write_installed_report updates-before packages
write_inventory_report
write_available_report
print_counts
printf 'rustine: reboot-required %s\n' "$(reboot_required)"
