variable "name" {
  type    = string
  default = ""
}

variable "tags" {
  type    = map(string)
  default = {}
}

variable "create_random_password" {
  type    = bool
  default = true
}

variable "random_password_length" {
  type    = number
  default = 10
}

variable "create_db_subnet_group" {
  type    = bool
  default = true
}

variable "db_subnet_group_name" {
  type    = string
  default = ""
}

variable "subnets" {
  type    = list(string)
  default = []
}

variable "network_type" {
  type    = string
  default = null
}

variable "create_cluster" {
  type    = bool
  default = true
}

variable "is_primary_cluster" {
  type    = bool
  default = true
}

variable "cluster_use_name_prefix" {
  type    = bool
  default = false
}

variable "allocated_storage" {
  type    = number
  default = null
}

variable "allow_major_version_upgrade" {
  type    = bool
  default = false
}

variable "apply_immediately" {
  type    = bool
  default = null
}

variable "availability_zones" {
  type    = list(string)
  default = null
}

variable "backup_retention_period" {
  type    = number
  default = 7
}

variable "backtrack_window" {
  type    = number
  default = null
}

variable "cluster_members" {
  type    = list(string)
  default = null
}

variable "copy_tags_to_snapshot" {
  type    = bool
  default = null
}

variable "database_name" {
  type    = string
  default = null
}

variable "db_cluster_instance_class" {
  type    = string
  default = null
}

variable "db_cluster_db_instance_parameter_group_name" {
  type    = string
  default = null
}

variable "deletion_protection" {
  type    = bool
  default = null
}

variable "enable_global_write_forwarding" {
  type    = bool
  default = null
}

variable "enabled_cloudwatch_logs_exports" {
  type    = list(string)
  default = []
}

variable "enable_http_endpoint" {
  type    = bool
  default = null
}

variable "engine" {
  type    = string
  default = null
}

variable "engine_mode" {
  type    = string
  default = "provisioned"
}

variable "engine_version" {
  type    = string
  default = null
}

variable "final_snapshot_identifier_prefix" {
  type    = string
  default = "final"
}

variable "global_cluster_identifier" {
  type    = string
  default = null
}

variable "iam_database_authentication_enabled" {
  type    = bool
  default = null
}

variable "iops" {
  type    = number
  default = null
}

variable "kms_key_id" {
  type    = string
  default = null
}

variable "master_password" {
  type    = string
  default = null
}

variable "master_username" {
  type    = string
  default = "root"
}

variable "port" {
  type    = string
  default = null
}

variable "preferred_backup_window" {
  type    = string
  default = "02:00-03:00"
}

variable "preferred_maintenance_window" {
  type    = string
  default = "sun:05:00-sun:06:00"
}

variable "replication_source_identifier" {
  type    = string
  default = null
}

variable "restore_to_point_in_time" {
  type    = map(string)
  default = {}
}

variable "s3_import" {
  type    = map(string)
  default = {}
}

variable "scaling_configuration" {
  type    = map(string)
  default = {}
}

variable "serverlessv2_scaling_configuration" {
  type    = map(string)
  default = {}
}

variable "skip_final_snapshot" {
  type    = bool
  default = false
}

variable "snapshot_identifier" {
  type    = string
  default = null
}

variable "source_region" {
  type    = string
  default = null
}

variable "storage_encrypted" {
  type    = bool
  default = true
}

variable "storage_type" {
  type    = string
  default = null
}

variable "cluster_tags" {
  type    = map(string)
  default = {}
}

variable "vpc_security_group_ids" {
  type    = list(string)
  default = []
}

variable "cluster_timeouts" {
  type    = map(string)
  default = {}
}

variable "instances" {
  type    = any
  default = {}
}

variable "auto_minor_version_upgrade" {
  type    = bool
  default = null
}

variable "ca_cert_identifier" {
  type    = string
  default = null
}

variable "db_parameter_group_name" {
  type    = string
  default = null
}

variable "instances_use_identifier_prefix" {
  type    = bool
  default = false
}

variable "instance_class" {
  type    = string
  default = ""
}

variable "monitoring_interval" {
  type    = number
  default = 0
}

variable "performance_insights_enabled" {
  type    = bool
  default = null
}

variable "performance_insights_kms_key_id" {
  type    = string
  default = null
}

variable "performance_insights_retention_period" {
  type    = number
  default = null
}

variable "publicly_accessible" {
  type    = bool
  default = null
}

variable "instance_timeouts" {
  type    = map(string)
  default = {}
}

variable "endpoints" {
  type    = any
  default = {}
}

variable "iam_roles" {
  type    = map(map(string))
  default = {}
}

variable "create_monitoring_role" {
  type    = bool
  default = true
}

variable "monitoring_role_arn" {
  type    = string
  default = ""
}

variable "iam_role_name" {
  type    = string
  default = null
}

variable "iam_role_use_name_prefix" {
  type    = bool
  default = false
}

variable "iam_role_description" {
  type    = string
  default = null
}

variable "iam_role_path" {
  type    = string
  default = null
}

variable "iam_role_managed_policy_arns" {
  type    = list(string)
  default = null
}

variable "iam_role_permissions_boundary" {
  type    = string
  default = null
}

variable "iam_role_force_detach_policies" {
  type    = bool
  default = null
}

variable "iam_role_max_session_duration" {
  type    = number
  default = null
}

variable "autoscaling_enabled" {
  type    = bool
  default = false
}

variable "autoscaling_max_capacity" {
  type    = number
  default = 2
}

variable "autoscaling_min_capacity" {
  type    = number
  default = 0
}

variable "autoscaling_policy_name" {
  type    = string
  default = "target-metric"
}

variable "predefined_metric_type" {
  type    = string
  default = "RDSReaderAverageCPUUtilization"
}

variable "autoscaling_scale_in_cooldown" {
  type    = number
  default = 300
}

variable "autoscaling_scale_out_cooldown" {
  type    = number
  default = 300
}

variable "autoscaling_target_cpu" {
  type    = number
  default = 70
}

variable "autoscaling_target_connections" {
  type    = number
  default = 700
}

variable "create_security_group" {
  type    = bool
  default = true
}

variable "security_group_use_name_prefix" {
  type    = bool
  default = true
}

variable "security_group_description" {
  type    = string
  default = null
}

variable "vpc_id" {
  type    = string
  default = ""
}

variable "allowed_security_groups" {
  type    = list(string)
  default = []
}

variable "allowed_cidr_blocks" {
  type    = list(string)
  default = []
}

variable "security_group_egress_rules" {
  type    = map(any)
  default = {}
}

variable "security_group_tags" {
  type    = map(string)
  default = {}
}

variable "create_db_cluster_parameter_group" {
  type    = bool
  default = false
}

variable "db_cluster_parameter_group_name" {
  type    = string
  default = null
}

variable "db_cluster_parameter_group_use_name_prefix" {
  type    = bool
  default = true
}

variable "db_cluster_parameter_group_description" {
  type    = string
  default = null
}

variable "db_cluster_parameter_group_family" {
  type    = string
  default = ""
}

variable "db_cluster_parameter_group_parameters" {
  type    = list(map(string))
  default = []
}

variable "create_db_parameter_group" {
  type    = bool
  default = false
}

variable "db_parameter_group_use_name_prefix" {
  type    = bool
  default = true
}

variable "db_parameter_group_description" {
  type    = string
  default = null
}

variable "db_parameter_group_family" {
  type    = string
  default = ""
}

variable "db_parameter_group_parameters" {
  type    = list(map(string))
  default = []
}

variable "putin_khuylo" {
  type    = bool
  default = true
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
