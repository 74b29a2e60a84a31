variable "auto_ingress_rules" {
  type    = list(string)
  default = ["winrm-http-tcp", "winrm-https-tcp"]
}
