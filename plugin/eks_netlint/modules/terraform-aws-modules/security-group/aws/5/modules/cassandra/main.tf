variable "auto_ingress_rules" {
  type    = list(string)
  default = ["cassandra-clients-tcp", "cassandra-thrift-clients-tcp", "cassandra-jmx-tcp"]
}
