variable "auto_ingress_rules" {
  type    = list(string)
  default = ["ipsec-4500-udp"]
}
