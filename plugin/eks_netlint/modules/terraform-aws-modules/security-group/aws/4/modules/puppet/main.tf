variable "auto_ingress_rules" {
  type    = list(string)
  default = ["puppet-tcp", "puppetdb-tcp"]
}
