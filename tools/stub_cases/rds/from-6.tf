module "secret_rotated" {
  source                                                 = "module"
  identifier                                             = "rotated"
  engine                                                 = "postgres"
  create_db_parameter_group                              = false
  manage_master_user_password                            = true
  manage_master_user_password_rotation                   = true
  master_user_password_rotation_automatically_after_days = 30
  instance_class                                         = "db.t4g.large"
  allocated_storage                                      = 20
}

module "roles" {
  source                    = "module"
  identifier                = "roles"
  engine                    = "postgres"
  create_db_parameter_group = false
  db_instance_role_associations = {
    s3Import = "arn:aws:iam::123456789012:role/import"
  }
  db_instance_tags  = { Backup = "daily" }
  tags              = { Team = "data" }
  instance_class    = "db.t4g.large"
  allocated_storage = 20
}
