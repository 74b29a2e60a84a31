"""Where packets are routed: tables, gateways, endpoints and network ACLs."""
