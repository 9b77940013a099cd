# Configurations from the wild start under --shadow and show their services
corpus=$LAB_ROOT/../shared/corpus
[[ -d $corpus ]] || skip "there is no corpus beside the repository"
network lan
machine director lan 10.0.0.1/8
for name in 010 074 112; do
  configuration < "$corpus/$name.conf"
  start_directord --shadow
  wanted=$(grep -cE '^\s*virtual_server\s' "$corpus/$name.conf")
  expect "$name: its virtual servers are there" \
    test "$(status --json | jq '.status.virtualServers | length')" -ge 1
  expect "$name: all $wanted of them" \
    is "$(status --json | jq '.status.virtualServers | length')" "$wanted"
  expect "$name: and in the text for people" test "$(status | wc -l)" -gt "$wanted"
  finish director TERM
  expect "$name: it ends well" is $? 0
done
