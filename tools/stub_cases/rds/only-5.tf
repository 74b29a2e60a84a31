module "password_of_the_callers" {
  source                    = "module"
  identifier                = "password"
  engine                    = "postgres"
  create_db_parameter_group = false
  create_random_password    = false
  password                  = "not-a-secret"
  db_instance_tags          = { Backup = "daily" }
  instance_class            = "db.t4g.large"
  allocated_storage         = 20
}

module "password_of_chance" {
  source                    = "module"
  identifier                = "chance"
  engine                    = "postgres"
  create_db_parameter_group = false
  create_random_password    = true
  create_db_instance        = false
  instance_class            = "db.t4g.large"
  allocated_storage         = 20
}
