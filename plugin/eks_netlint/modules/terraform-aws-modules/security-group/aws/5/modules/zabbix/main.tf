variable "auto_ingress_rules" {
  type    = list(string)
  default = ["zabbix-server", "zabbix-proxy", "zabbix-agent"]
}
