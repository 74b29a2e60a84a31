module "password_of_the_callers" {
  source                      = "module"
  identifier                  = "password"
  engine                      = "postgres"
  create_db_parameter_group   = false
  manage_master_user_password = false
  password                    = "not-a-secret"
  instance_class              = "db.t4g.large"
  allocated_storage           = 20
}
