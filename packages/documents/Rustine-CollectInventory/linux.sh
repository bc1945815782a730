echo 'Reading the package database…'
read_installed
write_installed_report updates-before packages
write_inventory_report
printf '%s packages installed\n' "$installed_count"
