# Addresses that come and go by the thousand: a start in the midst of them serves, and so does one that slept through them
network lan
machine director lan 192.0.2.1/24
virtual_router director 100 <<< 192.0.2.100/24

# Three that add and delete 1,300 addresses each, for a bounded time.
for part in 1 2 3; do
  for number in {0..1299}; do
    echo "address add 10.$part.$((number / 250)).$((number % 250 + 1))/32 dev lo"
  done > "$work/add.$part"
  sed 's/ add / del /' "$work/add.$part" > "$work/del.$part"
  begin "churn$part" director bash -c "
    end=\$((SECONDS + 150))
    while ((SECONDS < end)); do
      ip -force -batch '$work/add.$part'
      ip -force -batch '$work/del.$part'
    done"
done

for start in first second third; do
  start_directord
  within 10 "the $start start ends in a master" stands one master
  within 10 "which holds its address" holds 192.0.2.100
  [[ $start == third ]] || finish director
done

# As a machine that is paused: more news than the kernel keeps.
kill -STOP "${running[director]}"
sleep 3
kill -CONT "${running[director]}"
within 20 "it answers after a pause" status
throughout 3 "it lives" runs director
within 10 "it is master" stands one master
expect "and holds its address" holds 192.0.2.100
expect "no failure was said" not says director "has failed"

ip -n director address del 192.0.2.100/24 dev eth0
within 10 "it still sees what is taken away" holds 192.0.2.100
for part in 1 2 3; do finish "churn$part" KILL || true; done
