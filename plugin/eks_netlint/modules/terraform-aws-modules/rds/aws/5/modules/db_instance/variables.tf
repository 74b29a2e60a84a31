variable "create" {
  type    = bool
  default = true
}

variable "identifier" {
  type = string
}

variable "custom_iam_instance_profile" {
  type    = string
  default = null
}

variable "use_identifier_prefix" {
  type    = bool
  default = false
}

variable "allocated_storage" {
  type    = string
  default = null
}

variable "storage_type" {
  type    = string
  default = null
}

variable "storage_throughput" {
  type    = number
  default = null
}

variable "storage_encrypted" {
  type    = bool
  default = true
}

variable "kms_key_id" {
  type    = string
  default = null
}

variable "replicate_source_db" {
  type    = string
  default = null
}

variable "license_model" {
  type    = string
  default = null
}

variable "replica_mode" {
  type    = string
  default = null
}

variable "iam_database_authentication_enabled" {
  type    = bool
  default = false
}

variable "domain" {
  type    = string
  default = null
}

variable "domain_iam_role_name" {
  type    = string
  default = null
}

variable "engine" {
  type    = string
  default = null
}

variable "engine_version" {
  type    = string
  default = null
}

variable "instance_class" {
  type    = string
  default = null
}

variable "db_name" {
  type    = string
  default = null
}

variable "username" {
  type    = string
  default = null
}

variable "password" {
  type    = string
  default = null
}

variable "port" {
  type    = string
  default = null
}

variable "skip_final_snapshot" {
  type    = bool
  default = false
}

variable "snapshot_identifier" {
  type    = string
  default = null
}

variable "copy_tags_to_snapshot" {
  type    = bool
  default = false
}

variable "final_snapshot_identifier_prefix" {
  type    = string
  default = "final"
}

variable "vpc_security_group_ids" {
  type    = list(string)
  default = []
}

variable "db_subnet_group_name" {
  type    = string
  default = null
}

variable "parameter_group_name" {
  type    = string
  default = null
}

variable "availability_zone" {
  type    = string
  default = null
}

variable "multi_az" {
  type    = bool
  default = false
}

variable "iops" {
  type    = number
  default = null
}

variable "publicly_accessible" {
  type    = bool
  default = false
}

variable "monitoring_interval" {
  type    = number
  default = 0
}

variable "monitoring_role_arn" {
  type    = string
  default = null
}

variable "monitoring_role_name" {
  type    = string
  default = "rds-monitoring-role"
}

variable "monitoring_role_use_name_prefix" {
  type    = bool
  default = false
}

variable "monitoring_role_description" {
  type    = string
  default = null
}

variable "monitoring_role_permissions_boundary" {
  type    = string
  default = null
}

variable "create_monitoring_role" {
  type    = bool
  default = false
}

variable "allow_major_version_upgrade" {
  type    = bool
  default = false
}

variable "auto_minor_version_upgrade" {
  type    = bool
  default = true
}

variable "apply_immediately" {
  type    = bool
  default = false
}

variable "maintenance_window" {
  type    = string
  default = null
}

variable "blue_green_update" {
  type    = map(string)
  default = {}
}

variable "backup_retention_period" {
  type    = number
  default = null
}

variable "backup_window" {
  type    = string
  default = null
}

variable "tags" {
  type    = map(string)
  default = {}
}

variable "option_group_name" {
  type    = string
  default = null
}

variable "timezone" {
  type    = string
  default = null
}

variable "character_set_name" {
  type    = string
  default = null
}

variable "nchar_character_set_name" {
  type    = string
  default = null
}

variable "enabled_cloudwatch_logs_exports" {
  type    = list(string)
  default = []
}

variable "timeouts" {
  type    = map(string)
  default = {}
}

variable "deletion_protection" {
  type    = bool
  default = false
}

variable "performance_insights_enabled" {
  type    = bool
  default = false
}

variable "performance_insights_retention_period" {
  type    = number
  default = 7
}

variable "performance_insights_kms_key_id" {
  type    = string
  default = null
}

variable "max_allocated_storage" {
  type    = number
  default = 0
}

variable "ca_cert_identifier" {
  type    = string
  default = null
}

variable "delete_automated_backups" {
  type    = bool
  default = true
}

variable "s3_import" {
  type    = map(string)
  default = null
}

variable "restore_to_point_in_time" {
  type    = map(string)
  default = null
}

variable "network_type" {
  type    = string
  default = null
}

variable "create_cloudwatch_log_group" {
  type    = bool
  default = false
}

variable "cloudwatch_log_group_retention_in_days" {
  type    = number
  default = 7
}

variable "cloudwatch_log_group_kms_key_id" {
  type    = string
  default = null
}
