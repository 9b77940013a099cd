# The doctor at a pair: each broken set-up is named, and mended as it says
. "$doctor_files/pair.sh"
tables pair
