# Lists what is installed and what could be updated. Changes nothing on the machine.
rm -f "$report_dir"/.*.csv.tmp "$report_dir"/.*.csv.tmp.utf8
write_apt_conf
echo 'Refreshing the package indexes…'
seed_lists
refresh_indexes

echo 'Reading the package database…'
read_installed
read_updates
write_installed_report updates-before "$work_dir/packages"
write_inventory_report
write_available_report
print_counts
printf 'rustine: reboot-required %s\n' "$(reboot_required)"
