variable "auto_ingress_rules" {
  type    = list(string)
  default = ["alertmanager-9093-tcp", "alertmanager-9094-tcp"]
}
