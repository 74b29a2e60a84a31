variable "auto_ingress_rules" {
  type    = list(string)
  default = ["elasticsearch-rest-tcp", "elasticsearch-java-tcp"]
}
