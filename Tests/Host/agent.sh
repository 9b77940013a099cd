# TCP_CHECK's steps and AGENT_CHECK against an agent in plain text: share, drain, down with its reason
network lan
machine director lan 10.0.0.1/8
machine server1 lan 10.0.0.2/8
agent() {
  echo "$2" > "$work/said-$1"
  [[ ${running[agent$1]-} ]] ||
    begin "agent$1" server1 socat "TCP4-LISTEN:$1,fork,reuseaddr" "EXEC:cat $work/said-$1"
}
agent 9001 'up 50%'
agent 9002 'down #disk is full'
agent 9003 'hello'
begin echo server1 socat TCP4-LISTEN:7,fork,reuseaddr EXEC:cat

passes 10.0.0.2 AGENT_CHECK 9001 <<< ""
fails 'the agent says down: disk is full' 10.0.0.2 AGENT_CHECK 9002 <<< ""
fails 'says nothing that is known' 10.0.0.2 AGENT_CHECK 9003 <<< ""
passes 10.0.0.2 TCP_CHECK 7 <<< 'send "one\r\n"
  expect "one"
  send_hex 00 ff
  expect_hex 00 xf
  send "v12"
  expect_regex "v\d+"'
fails 'step 2 expects something else than' 10.0.0.2 TCP_CHECK 7 <<< 'send "one"
  expect "two"'
fails 'not in 64 KiB' 10.0.0.2 TCP_CHECK 9004 <<< 'expect "two"'
begin flood server1 socat TCP4-LISTEN:9004,fork,reuseaddr OPEN:/dev/zero
sed -i 's/real_server 10.0.0.2 4001 {/&\nweight 4/' "$work/checks.conf"
judge
weighs() { is "$(real_server 10.0.0.2:4001 .weight.wanted)" "$1"; }
within 20 "half of the weight is wanted" weighs 2
agent 9001 'drain'
within 20 "it drains" weighs 0
agent 9001 'ready 100%'
within 20 "it serves again" weighs 4
