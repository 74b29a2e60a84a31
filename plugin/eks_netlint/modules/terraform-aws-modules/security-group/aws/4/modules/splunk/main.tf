variable "auto_ingress_rules" {
  type    = list(string)
  default = ["splunk-indexer-tcp", "splunk-clients-tcp", "splunk-splunkd-tcp", "splunk-hec-tcp"]
}
