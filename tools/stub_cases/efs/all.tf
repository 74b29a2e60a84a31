module "nothing" {
  source                = "module"
  name                  = "files"
  security_group_vpc_id = aws_vpc.this.id
}

module "two_targets" {
  source = "module"
  name   = "files"
  tags   = { Team = "x" }
  mount_targets = {
    a = { subnet_id = aws_subnet.storage[0].id }
    b = { subnet_id = aws_subnet.storage[1].id }
  }
  security_group_vpc_id = aws_vpc.this.id
}

module "target_for_each_zone" {
  source                = "module"
  name                  = "files"
  mount_targets         = { for zone, subnet in zipmap(["us-east-1a", "us-east-1b", "us-east-1c"], aws_subnet.storage[*].id) : zone => { subnet_id = subnet } }
  security_group_vpc_id = aws_vpc.this.id
}

module "target_by_index" {
  source                = "module"
  name                  = "files"
  mount_targets         = { for index in range(2) : index => { subnet_id = ["subnet-1", "subnet-2"][index] } }
  security_group_vpc_id = aws_vpc.this.id
}

module "known_address" {
  source                = "module"
  name                  = "files"
  mount_targets         = { a = { subnet_id = "subnet-1", ip_address = "10.0.0.9" } }
  security_group_vpc_id = aws_vpc.this.id
}

module "groups_of_the_callers" {
  source                = "module"
  name                  = "files"
  create_security_group = false
  mount_targets         = { a = { subnet_id = "subnet-1", security_groups = [aws_security_group.app.id] } }
}

module "groups_beside_its_own" {
  source                = "module"
  name                  = "files"
  mount_targets         = { a = { subnet_id = "subnet-1", security_groups = ["sg-1"] }, b = { subnet_id = "subnet-2" } }
  security_group_vpc_id = aws_vpc.this.id
}

module "no_group" {
  source                = "module"
  name                  = "files"
  create_security_group = false
  mount_targets = {
    a = { subnet_id = aws_subnet.storage[0].id }
    b = { subnet_id = aws_subnet.storage[1].id }
  }
}

module "group_without_targets" {
  source                = "module"
  name                  = "files"
  security_group_name   = "unused"
  security_group_vpc_id = aws_vpc.this.id
}

module "group_name" {
  source                         = "module"
  name                           = "files"
  security_group_name            = "nfs"
  security_group_use_name_prefix = true
  mount_targets = {
    a = { subnet_id = aws_subnet.storage[0].id }
    b = { subnet_id = aws_subnet.storage[1].id }
  }
  security_group_vpc_id = aws_vpc.this.id
}

module "not_created" {
  source = "module"
  name   = "files"
  create = false
  mount_targets = {
    a = { subnet_id = aws_subnet.storage[0].id }
    b = { subnet_id = aws_subnet.storage[1].id }
  }
  security_group_vpc_id = aws_vpc.this.id
}

module "one_zone" {
  source                 = "module"
  name                   = "files"
  availability_zone_name = "us-east-1a"
  mount_targets          = { a = { subnet_id = aws_subnet.storage[0].id } }
  security_group_vpc_id  = aws_vpc.this.id
}

module "token" {
  source                = "module"
  name                  = "files"
  creation_token        = "token"
  encrypted             = true
  performance_mode      = "maxIO"
  throughput_mode       = "bursting"
  security_group_vpc_id = aws_vpc.this.id
}

module "access_points" {
  source        = "module"
  name          = "files"
  access_points = { root = {}, posix = { posix_user = { gid = 1000, uid = 1000 }, root_directory = { path = "/a" } } }
  mount_targets = {
    a = { subnet_id = aws_subnet.storage[0].id }
    b = { subnet_id = aws_subnet.storage[1].id }
  }
  security_group_vpc_id = aws_vpc.this.id
}

module "replicated" {
  source                                = "module"
  name                                  = "files"
  create_replication_configuration      = true
  replication_configuration_destination = { region = "eu-west-1" }
  security_group_vpc_id                 = aws_vpc.this.id
}

module "no_backup" {
  source               = "module"
  name                 = "files"
  enable_backup_policy = false
  create_backup_policy = false
  attach_policy        = false
  mount_targets = {
    a = { subnet_id = aws_subnet.storage[0].id }
    b = { subnet_id = aws_subnet.storage[1].id }
  }
  security_group_vpc_id = aws_vpc.this.id
}

module "unknown_vpc" {
  source                = "module"
  name                  = "files"
  security_group_vpc_id = "vpc-1"
  mount_targets = {
    a = { subnet_id = aws_subnet.storage[0].id }
    b = { subnet_id = aws_subnet.storage[1].id }
  }
}

module "no_name" {
  source              = "module"
  security_group_name = "nfs"
  mount_targets = {
    a = { subnet_id = aws_subnet.storage[0].id }
    b = { subnet_id = aws_subnet.storage[1].id }
  }
  security_group_vpc_id = aws_vpc.this.id
}

module "four_targets" {
  source                = "module"
  name                  = "files"
  mount_targets         = { for index in range(4) : "target-${index}" => { subnet_id = "subnet-${index}" } }
  security_group_vpc_id = aws_vpc.this.id
}

module "policy_off" {
  source                             = "module"
  name                               = "files"
  attach_policy                      = false
  bypass_policy_lockout_safety_check = false
  security_group_vpc_id              = aws_vpc.this.id
}
