module "group_of_one" {
  source               = "module"
  replication_group_id = "one"
  node_type            = "cache.t4g.small"
  vpc_id               = aws_vpc.this.id
  subnet_ids           = aws_subnet.database[*].id
}

module "two_nodes" {
  source                     = "module"
  replication_group_id       = "two"
  engine_version             = "7.1"
  node_type                  = "cache.t4g.small"
  num_cache_clusters         = 2
  automatic_failover_enabled = true
  multi_az_enabled           = true
  tags                       = { Team = "web" }
  security_group_rules = {
    from_vpc    = { cidr_ipv4 = aws_vpc.this.cidr_block }
    from_app    = { referenced_security_group_id = aws_security_group.database.id, from_port = 1, to_port = 2 }
    of_itself   = { referenced_security_group_id = "self" }
    out         = { type = "egress", ip_protocol = "-1", cidr_ipv4 = "0.0.0.0/0" }
    out_to_list = { type = "egress", prefix_list_id = "pl-1", from_port = 443, to_port = 443, cidr_ipv6 = null }
  }
  vpc_id     = aws_vpc.this.id
  subnet_ids = aws_subnet.database[*].id
}

module "cluster_mode" {
  source                     = "module"
  replication_group_id       = "sharded"
  cluster_mode_enabled       = true
  cluster_mode               = "enabled"
  num_node_groups            = 2
  replicas_per_node_group    = 3
  node_type                  = "cache.t4g.small"
  automatic_failover_enabled = false
  create_parameter_group     = true
  parameter_group_family     = "redis7"
  parameters                 = [{ name = "latency-tracking", value = "yes" }]
  vpc_id                     = aws_vpc.this.id
  subnet_ids                 = aws_subnet.database[*].id
}

module "replicas_without_cluster_mode" {
  source                  = "module"
  replication_group_id    = "r"
  num_node_groups         = 3
  replicas_per_node_group = 1
  vpc_id                  = aws_vpc.this.id
  subnet_ids              = aws_subnet.database[*].id
}

module "memcached" {
  source                     = "module"
  cluster_id                 = "mem"
  create_cluster             = true
  create_replication_group   = false
  engine                     = "memcached"
  engine_version             = "1.6.17"
  node_type                  = "cache.t4g.small"
  num_cache_nodes            = 2
  az_mode                    = "cross-az"
  transit_encryption_enabled = true
  maintenance_window         = "sun:05:00-sun:09:00"
  security_group_rules = {
    from_vpc    = { cidr_ipv4 = aws_vpc.this.cidr_block }
    from_app    = { referenced_security_group_id = aws_security_group.database.id, from_port = 1, to_port = 2 }
    of_itself   = { referenced_security_group_id = "self" }
    out         = { type = "egress", ip_protocol = "-1", cidr_ipv4 = "0.0.0.0/0" }
    out_to_list = { type = "egress", prefix_list_id = "pl-1", from_port = 443, to_port = 443, cidr_ipv6 = null }
  }
  vpc_id     = aws_vpc.this.id
  subnet_ids = aws_subnet.database[*].id
}

module "single_redis" {
  source                   = "module"
  cluster_id               = "redis"
  create_cluster           = true
  create_replication_group = false
  node_type                = "cache.t4g.micro"
  availability_zone        = data.aws_availability_zones.available.names[0]
  port                     = 6380
  vpc_id                   = aws_vpc.this.id
  subnet_ids               = aws_subnet.database[*].id
}

module "cluster_beside_its_group" {
  source               = "module"
  cluster_id           = "extra"
  replication_group_id = "both"
  create_cluster       = true
  node_type            = "cache.t4g.small"
  vpc_id               = aws_vpc.this.id
  subnet_ids           = aws_subnet.database[*].id
}

module "member_of_a_group_elsewhere" {
  source                   = "module"
  cluster_id               = "member"
  replication_group_id     = "elsewhere"
  create_cluster           = true
  create_replication_group = false
  vpc_id                   = aws_vpc.this.id
  subnet_ids               = aws_subnet.database[*].id
}

module "subnet_group_of_the_callers" {
  source                = "module"
  replication_group_id  = "theirs"
  create_subnet_group   = false
  subnet_group_name     = aws_elasticache_subnet_group.other.name
  create_security_group = false
  security_group_ids    = [aws_security_group.database.id]
}

module "subnet_group_by_name" {
  source               = "module"
  replication_group_id = "theirs"
  create_subnet_group  = false
  subnet_group_name    = "cache"
  vpc_id               = "vpc-1"
}

module "subnet_group_named_otherwise" {
  source                         = "module"
  replication_group_id           = "named"
  subnet_group_name              = "cache-subnets"
  security_group_name            = "cache"
  security_group_use_name_prefix = false
  security_group_tags            = { A = "1" }
  vpc_id                         = aws_vpc.this.id
  subnet_ids                     = aws_subnet.database[*].id
}

module "groups_by_id" {
  source               = "module"
  replication_group_id = "ids"
  security_group_ids   = ["sg-1", "sg-2"]
  vpc_id               = aws_vpc.this.id
  subnet_ids           = aws_subnet.database[*].id
}

module "valkey" {
  source                      = "module"
  replication_group_id        = "v"
  engine                      = "valkey"
  engine_version              = "7.2"
  node_type                   = "cache.t4g.small"
  num_cache_clusters          = 3
  preferred_cache_cluster_azs = ["us-east-1a", "us-east-1b", "us-east-1c"]
  vpc_id                      = aws_vpc.this.id
  subnet_ids                  = aws_subnet.database[*].id
}

module "not_encrypted" {
  source                     = "module"
  replication_group_id       = "plain"
  transit_encryption_enabled = false
  at_rest_encryption_enabled = false
  auth_token                 = "not-a-secret-token"
  vpc_id                     = aws_vpc.this.id
  subnet_ids                 = aws_subnet.database[*].id
}

module "ipv6" {
  source               = "module"
  replication_group_id = "six"
  network_type         = "dual_stack"
  ip_discovery         = "ipv6"
  vpc_id               = aws_vpc.this.id
  subnet_ids           = aws_subnet.database[*].id
}

module "primary_of_a_global_group" {
  source                                  = "module"
  replication_group_id                    = "first"
  create_primary_global_replication_group = true
  engine_version                          = "7.1"
  node_type                               = "cache.r5.large"
  num_cache_clusters                      = 2
  automatic_failover_enabled              = true
  vpc_id                                  = aws_vpc.this.id
  subnet_ids                              = aws_subnet.database[*].id
}

module "secondary_of_a_global_group" {
  source                                    = "module"
  replication_group_id                      = "second"
  create_secondary_global_replication_group = true
  global_replication_group_id               = "ldgnf-first"
  cluster_mode_enabled                      = true
  num_node_groups                           = 2
  security_group_ids                        = ["sg-1"]
  vpc_id                                    = aws_vpc.this.id
  subnet_ids                                = aws_subnet.database[*].id
}

module "logs" {
  source               = "module"
  replication_group_id = "logs"
  log_delivery_configuration = {
    slow-log = { destination_type = "cloudwatch-logs", log_format = "json" }
    own      = { destination_type = "cloudwatch-logs", destination = "mine", create_cloudwatch_log_group = false, log_format = "json", log_type = "slow-log" }
  }
  vpc_id     = aws_vpc.this.id
  subnet_ids = aws_subnet.database[*].id
}

module "parameters_of_the_callers" {
  source               = "module"
  replication_group_id = "p"
  parameter_group_name = "default.redis7"
  vpc_id               = aws_vpc.this.id
  subnet_ids           = aws_subnet.database[*].id
}

module "parameters_named" {
  source                 = "module"
  replication_group_id   = "p"
  create_parameter_group = true
  parameter_group_name   = "mine"
  parameter_group_family = "redis7"
  vpc_id                 = aws_vpc.this.id
  subnet_ids             = aws_subnet.database[*].id
}

module "not_created" {
  source               = "module"
  create               = false
  replication_group_id = "none"
  create_cluster       = true
  vpc_id               = aws_vpc.this.id
  subnet_ids           = aws_subnet.database[*].id
}

module "subnets_by_id" {
  source               = "module"
  replication_group_id = "ids"
  subnet_ids           = ["subnet-1"]
  vpc_id               = "vpc-1"
}

module "serverless" {
  source               = "module//modules/serverless-cache"
  cache_name           = "less"
  engine               = "redis"
  major_engine_version = "7"
  subnet_ids           = aws_subnet.database[*].id
  security_group_ids   = [aws_security_group.database.id]
}
