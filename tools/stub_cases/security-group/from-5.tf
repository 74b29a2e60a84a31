module "ingress_by_prefix_list" {
  source                  = "module"
  name                    = "lists"
  vpc_id                  = aws_vpc.this.id
  ingress_prefix_list_ids = ["pl-1", "pl-2"]
  ingress_with_prefix_list_ids = [
    { rule = "https-443-tcp" },
    { rule = "http-80-tcp", prefix_list_ids = "pl-3,pl-4" },
    { from_port = 1, to_port = 2, protocol = "tcp", prefix_list_ids = aws_ec2_managed_prefix_list.office.id },
  ]
  number_of_computed_ingress_with_prefix_list_ids = 1
  computed_ingress_with_prefix_list_ids = [
    { rule = "ssh-tcp", prefix_list_ids = "pl-7", source_security_group_id = "sg-1" },
  ]
}

module "egress_by_prefix_list" {
  source                 = "module"
  name                   = "lists"
  vpc_id                 = aws_vpc.this.id
  egress_prefix_list_ids = ["pl-1", "pl-2"]
  egress_with_prefix_list_ids = [
    { rule = "https-443-tcp" },
    { rule = "http-80-tcp", prefix_list_ids = "pl-3,pl-4" },
    { from_port = 1, to_port = 2, protocol = "tcp", prefix_list_ids = aws_ec2_managed_prefix_list.office.id },
  ]
  number_of_computed_egress_with_prefix_list_ids = 1
  computed_egress_with_prefix_list_ids = [
    { rule = "ssh-tcp", prefix_list_ids = "pl-7", source_security_group_id = "sg-1" },
  ]
}

module "for_splunk" {
  source = "module//modules/splunk"
  name   = "splunk"
  vpc_id = "vpc-1"
}

module "added_in_five" {
  source        = "module"
  name          = "five"
  vpc_id        = aws_vpc.this.id
  ingress_rules = ["consul-grpc-tcp-tls"]
}
