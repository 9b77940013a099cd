# A kernel without IPVS: a clear message with the mend, and exit status 1
network lan
machine director lan 10.0.0.1/8
on director ipvsadm -Ln > /dev/null 2>&1 && skip "this kernel has IPVS"
nat_configuration | configuration
launch_directord
within 15 "it ends" not runs director
finish director
expect "its exit status is 1" is $? 1
expect "it tells what to do" says director "modprobe ip_vs"
expect "and of --shadow" says director "--shadow"
