# What Packaging/quickstart shows: a real server dies and returns, a director dies, returns and is drained
. "$lab/demonstration.sh"
