variable "auto_ingress_rules" {
  type    = list(string)
  default = ["http-80-tcp"]
}
