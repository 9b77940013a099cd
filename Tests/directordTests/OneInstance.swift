import Configuration
import Testing

@testable import directord

/// A file with one instance, what is said inside and outside it.
func oneInstance(
  _ words: String = "", outside: String = ""
) throws -> DirectorConfiguration {
  let text = """
    \(outside)
    vrrp_instance a {
        interface eth0
        virtual_router_id 7
        priority 90
        \(words)
        virtual_ipaddress {
            192.0.2.1/24
        }
    }

    """
  return try #require(load(text: Array(text.utf8), name: "a").configuration)
}

func planOfOneInstance(_ words: String = "", outside: String = "") throws -> ElectionPlan {
  ElectionPlan(try oneInstance(words, outside: outside), uptime: .zero)
}
