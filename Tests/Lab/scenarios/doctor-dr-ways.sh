# The doctor at direct routing, ways and checks: each broken set-up is named, and mended as it says
. "$doctor_files/dr.sh"
tables dr-ways
