module "nothing" {
  source = "module"
  name   = "nothing"
}

module "not_created" {
  source        = "module"
  create        = false
  name          = "none"
  vpc_id        = aws_vpc.this.id
  ingress_rules = ["http-80-tcp"]
  egress_rules  = ["all-all"]
}

module "every_rule" {
  source              = "module"
  name                = "every"
  vpc_id              = aws_vpc.this.id
  ingress_cidr_blocks = ["10.0.0.0/8"]
  ingress_rules = [
    "activemq-5671-tcp", "activemq-8883-tcp", "activemq-61614-tcp", "activemq-61617-tcp", "activemq-61619-tcp",
    "alertmanager-9093-tcp", "alertmanager-9094-tcp", "carbon-line-in-tcp", "carbon-line-in-udp",
    "carbon-pickle-tcp", "carbon-pickle-udp", "carbon-admin-tcp", "carbon-gui-udp", "cassandra-clients-tcp",
    "cassandra-thrift-clients-tcp", "cassandra-jmx-tcp", "consul-tcp", "consul-grpc-tcp", "consul-webui-http-tcp",
    "consul-webui-https-tcp", "consul-dns-tcp", "consul-dns-udp", "consul-serf-lan-tcp", "consul-serf-lan-udp",
    "consul-serf-wan-tcp", "consul-serf-wan-udp", "dax-cluster-unencrypted-tcp", "dax-cluster-encrypted-tcp",
    "docker-swarm-mngmt-tcp", "docker-swarm-node-tcp", "docker-swarm-node-udp", "docker-swarm-overlay-udp",
    "dns-udp", "dns-tcp", "etcd-client-tcp", "etcd-peer-tcp", "ntp-udp", "elasticsearch-rest-tcp",
    "elasticsearch-java-tcp", "grafana-tcp", "graphite-webui", "graphite-2003-tcp", "graphite-2004-tcp",
    "graphite-2023-tcp", "graphite-2024-tcp", "graphite-8080-tcp", "graphite-8125-tcp", "graphite-8125-udp",
    "graphite-8126-tcp", "http-80-tcp", "http-8080-tcp", "https-443-tcp", "https-8443-tcp", "ipsec-500-udp",
    "ipsec-4500-udp", "kafka-broker-tcp", "kafka-broker-tls-tcp", "kafka-broker-tls-public-tcp",
    "kafka-broker-sasl-scram-tcp", "kafka-broker-sasl-scram-public-tcp", "kafka-broker-sasl-iam-tcp",
    "kafka-broker-sasl-iam-public-tcp", "kafka-jmx-exporter-tcp", "kafka-node-exporter-tcp", "kibana-tcp",
    "kubernetes-api-tcp", "ldap-tcp", "ldaps-tcp", "logstash-tcp", "loki-grafana", "loki-grafana-grpc",
    "memcached-tcp", "minio-tcp", "mongodb-27017-tcp", "mongodb-27018-tcp", "mongodb-27019-tcp", "mysql-tcp",
    "mssql-tcp", "mssql-udp", "mssql-analytics-tcp", "mssql-broker-tcp", "nfs-tcp", "nomad-http-tcp",
    "nomad-rpc-tcp", "nomad-serf-tcp", "nomad-serf-udp", "openvpn-udp", "openvpn-tcp", "openvpn-https-tcp",
    "postgresql-tcp", "puppet-tcp", "puppetdb-tcp", "prometheus-http-tcp", "prometheus-pushgateway-http-tcp",
    "prometheus-node-exporter-http-tcp", "promtail-http", "oracle-db-tcp", "octopus-tentacle-tcp",
    "rabbitmq-4369-tcp", "rabbitmq-5671-tcp", "rabbitmq-5672-tcp", "rabbitmq-15672-tcp", "rabbitmq-25672-tcp",
    "rdp-tcp", "rdp-udp", "redis-tcp", "redshift-tcp", "saltstack-tcp", "smtp-tcp", "smtp-submission-587-tcp",
    "smtp-submission-2587-tcp", "smtps-465-tcp", "smtps-2456-tcp", "solr-tcp", "splunk-indexer-tcp",
    "splunk-web-tcp", "splunk-splunkd-tcp", "splunk-hec-tcp", "squid-proxy-tcp", "ssh-tcp", "storm-nimbus-tcp",
    "storm-ui-tcp", "storm-supervisor-tcp", "vault-tcp", "wazuh-server-agent-connection-tcp",
    "wazuh-server-agent-connection-udp", "wazuh-server-agent-enrollment", "wazuh-server-agent-cluster-daemon",
    "wazuh-server-syslog-collector-tcp", "wazuh-server-syslog-collector-udp", "wazuh-server-restful-api",
    "wazuh-indexer-restful-api", "wazuh-dashboard", "web-jmx-tcp", "winrm-http-tcp", "winrm-https-tcp",
    "zabbix-server", "zabbix-proxy", "zabbix-agent", "zipkin-admin-tcp", "zipkin-admin-query-tcp",
    "zipkin-admin-web-tcp", "zipkin-query-tcp", "zipkin-web-tcp", "zookeeper-2181-tcp", "zookeeper-2182-tls-tcp",
    "zookeeper-2888-tcp", "zookeeper-3888-tcp", "zookeeper-jmx-tcp", "all-all", "all-tcp", "all-udp", "all-icmp",
    "all-ipv6-icmp"
  ]
}

module "by_name" {
  source              = "module"
  name                = "web"
  description         = "Web servers"
  vpc_id              = aws_vpc.this.id
  ingress_cidr_blocks = ["10.0.0.0/8", "192.168.0.0/16"]
  ingress_rules       = ["https-443-tcp", "http-80-tcp"]
  egress_rules        = ["all-all"]
  tags                = { Team = "net" }
}

module "fixed_name" {
  source          = "module"
  name            = "web"
  use_name_prefix = false
  vpc_id          = "vpc-1"
  ingress_rules   = ["all-icmp"]
  tags            = { Name = "other" }
}

module "group_of_the_callers" {
  source            = "module"
  create_sg         = false
  security_group_id = aws_security_group.other.id
  ingress_rules     = ["ssh-tcp"]
}

module "group_by_id" {
  source            = "module"
  create_sg         = false
  security_group_id = "sg-123"
  ingress_with_self = [{ rule = "all-all" }]
}

module "ipv6_off" {
  source                   = "module"
  name                     = "v4"
  vpc_id                   = aws_vpc.this.id
  ingress_cidr_blocks      = ["10.0.0.0/8"]
  ingress_ipv6_cidr_blocks = []
  ingress_rules            = ["dns-udp"]
  egress_ipv6_cidr_blocks  = []
  egress_cidr_blocks       = ["10.0.0.0/8"]
  egress_rules             = ["dns-udp", "dns-tcp"]
}

module "prefix_lists" {
  source                  = "module"
  name                    = "lists"
  vpc_id                  = aws_vpc.this.id
  ingress_prefix_list_ids = ["pl-1", "pl-2"]
  egress_prefix_list_ids  = [aws_ec2_managed_prefix_list.office.id]
  ingress_rules           = ["https-443-tcp"]
  egress_rules            = ["https-443-tcp"]

  ingress_with_cidr_blocks              = [{ rule = "ssh-tcp", cidr_blocks = "10.0.0.0/8" }]
  ingress_with_ipv6_cidr_blocks         = [{ rule = "ssh-tcp", ipv6_cidr_blocks = "fd00::/8" }]
  ingress_with_source_security_group_id = [{ rule = "ssh-tcp", source_security_group_id = "sg-1" }]
  ingress_with_self                     = [{ rule = "ssh-tcp" }]
  egress_with_cidr_blocks               = [{ rule = "ssh-tcp", cidr_blocks = "10.0.0.0/8" }]
  egress_with_ipv6_cidr_blocks          = [{ rule = "ssh-tcp", ipv6_cidr_blocks = "fd00::/8" }]
  egress_with_source_security_group_id  = [{ rule = "ssh-tcp", source_security_group_id = "sg-1" }]
  egress_with_self                      = [{ rule = "ssh-tcp" }]
}

module "ingress_ranges" {
  source              = "module"
  name                = "ranges"
  vpc_id              = aws_vpc.this.id
  ingress_cidr_blocks = ["172.16.0.0/12"]
  ingress_with_cidr_blocks = [
    {
      from_port   = 8080
      to_port     = 8090
      protocol    = "tcp"
      description = "From the office"
      cidr_blocks = "10.0.0.0/16,10.1.0.0/16"
    },
    { rule = "postgresql-tcp", cidr_blocks = "0.0.0.0/0" },
    { rule = "redis-tcp" },
    { rule = "mysql-tcp", to_port = 3310, cidr_blocks = aws_vpc.this.cidr_block },
    { from_port = -1, to_port = -1, protocol = "icmp", cidr_blocks = "" },
  ]
  ingress_with_ipv6_cidr_blocks = [
    { from_port = 443, to_port = 443, protocol = 6, ipv6_cidr_blocks = "fd00::/8,2001:db8::/64" },
    { rule = "http-80-tcp" },
  ]
}

module "ingress_groups" {
  source = "module"
  name   = "groups"
  vpc_id = aws_vpc.this.id
  ingress_with_source_security_group_id = [
    { rule = "mysql-tcp", source_security_group_id = aws_security_group.other.id },
    { from_port = 1, to_port = 2, protocol = "udp", source_security_group_id = "sg-9" },
  ]
  ingress_with_self = [
    { rule = "all-all" },
    { from_port = 10, to_port = 20, protocol = "tcp", self = true },
    { rule = "etcd-peer-tcp", self = false },
  ]
}

module "ingress_computed" {
  source              = "module"
  name                = "computed"
  vpc_id              = aws_vpc.this.id
  ingress_cidr_blocks = ["10.9.0.0/16"]

  computed_ingress_rules           = ["ssh-tcp", "rdp-tcp"]
  number_of_computed_ingress_rules = 1

  computed_ingress_with_cidr_blocks           = [{ rule = "vault-tcp", cidr_blocks = aws_vpc.this.id }]
  number_of_computed_ingress_with_cidr_blocks = 1

  computed_ingress_with_ipv6_cidr_blocks           = [{ from_port = 1, to_port = 1, protocol = "tcp", ipv6_cidr_blocks = aws_vpc.this.ipv6_cidr_block }]
  number_of_computed_ingress_with_ipv6_cidr_blocks = 1

  computed_ingress_with_source_security_group_id           = [{ rule = "nfs-tcp", source_security_group_id = aws_security_group.other.id }]
  number_of_computed_ingress_with_source_security_group_id = 1

  computed_ingress_with_self           = [{ rule = "all-tcp" }, { rule = "all-udp", self = false }]
  number_of_computed_ingress_with_self = 2
}

module "egress_ranges" {
  source             = "module"
  name               = "ranges"
  vpc_id             = aws_vpc.this.id
  egress_cidr_blocks = ["172.16.0.0/12"]
  egress_with_cidr_blocks = [
    {
      from_port   = 8080
      to_port     = 8090
      protocol    = "tcp"
      description = "From the office"
      cidr_blocks = "10.0.0.0/16,10.1.0.0/16"
    },
    { rule = "postgresql-tcp", cidr_blocks = "0.0.0.0/0" },
    { rule = "redis-tcp" },
    { rule = "mysql-tcp", to_port = 3310, cidr_blocks = aws_vpc.this.cidr_block },
    { from_port = -1, to_port = -1, protocol = "icmp", cidr_blocks = "" },
  ]
  egress_with_ipv6_cidr_blocks = [
    { from_port = 443, to_port = 443, protocol = 6, ipv6_cidr_blocks = "fd00::/8,2001:db8::/64" },
    { rule = "http-80-tcp" },
  ]
}

module "egress_groups" {
  source = "module"
  name   = "groups"
  vpc_id = aws_vpc.this.id
  egress_with_source_security_group_id = [
    { rule = "mysql-tcp", source_security_group_id = aws_security_group.other.id },
    { from_port = 1, to_port = 2, protocol = "udp", source_security_group_id = "sg-9" },
  ]
  egress_with_self = [
    { rule = "all-all" },
    { from_port = 10, to_port = 20, protocol = "tcp", self = true },
    { rule = "etcd-peer-tcp", self = false },
  ]
}

module "egress_computed" {
  source             = "module"
  name               = "computed"
  vpc_id             = aws_vpc.this.id
  egress_cidr_blocks = ["10.9.0.0/16"]

  computed_egress_rules           = ["ssh-tcp", "rdp-tcp"]
  number_of_computed_egress_rules = 1

  computed_egress_with_cidr_blocks           = [{ rule = "vault-tcp", cidr_blocks = aws_vpc.this.id }]
  number_of_computed_egress_with_cidr_blocks = 1

  computed_egress_with_ipv6_cidr_blocks           = [{ from_port = 1, to_port = 1, protocol = "tcp", ipv6_cidr_blocks = aws_vpc.this.ipv6_cidr_block }]
  number_of_computed_egress_with_ipv6_cidr_blocks = 1

  computed_egress_with_source_security_group_id           = [{ rule = "nfs-tcp", source_security_group_id = aws_security_group.other.id }]
  number_of_computed_egress_with_source_security_group_id = 1

  computed_egress_with_self           = [{ rule = "all-tcp" }, { rule = "all-udp", self = false }]
  number_of_computed_egress_with_self = 2
}

module "rules_of_the_callers" {
  source = "module"
  name   = "own"
  vpc_id = aws_vpc.this.id
  rules = {
    app = [9000, 9100, "tcp", "Our application"]
    _   = ["", "", "", ""]
  }
  ingress_rules            = ["app"]
  egress_with_cidr_blocks  = [{ rule = "app", cidr_blocks = "10.0.0.0/8" }]
  ingress_with_cidr_blocks = [{ from_port = 1, to_port = 2, protocol = "tcp" }]
}

module "for_postgres" {
  source              = "module//modules/postgresql"
  name                = "postgres"
  vpc_id              = aws_vpc.this.id
  ingress_cidr_blocks = ["10.0.0.0/16"]
}

module "for_http_and_more" {
  source              = "module//modules/http-80"
  name                = "http"
  vpc_id              = aws_vpc.this.id
  use_name_prefix     = false
  ingress_cidr_blocks = ["0.0.0.0/0"]
  ingress_rules       = ["https-443-tcp", "http-80-tcp", ""]
  ingress_with_self   = []
  ingress_with_source_security_group_id = [
    { rule = "ssh-tcp", source_security_group_id = aws_security_group.other.id },
  ]
  computed_egress_with_cidr_blocks           = [{ rule = "ssh-tcp", cidr_blocks = "10.0.0.0/8" }]
  number_of_computed_egress_with_cidr_blocks = 1
}

module "for_a_service_without_its_rules" {
  source                 = "module//modules/redis"
  name                   = "redis"
  vpc_id                 = aws_vpc.this.id
  auto_ingress_rules     = []
  auto_ingress_with_self = []
  auto_egress_rules      = []
  ingress_rules          = ["memcached-tcp"]
}

module "for_activemq" {
  source = "module//modules/activemq"
  name   = "activemq"
  vpc_id = "vpc-1"
}

module "for_alertmanager" {
  source = "module//modules/alertmanager"
  name   = "alertmanager"
  vpc_id = "vpc-1"
}

module "for_carbon_relay_ng" {
  source = "module//modules/carbon-relay-ng"
  name   = "carbon-relay-ng"
  vpc_id = "vpc-1"
}

module "for_cassandra" {
  source = "module//modules/cassandra"
  name   = "cassandra"
  vpc_id = "vpc-1"
}

module "for_consul" {
  source = "module//modules/consul"
  name   = "consul"
  vpc_id = "vpc-1"
}

module "for_dax_cluster" {
  source = "module//modules/dax-cluster"
  name   = "dax-cluster"
  vpc_id = "vpc-1"
}

module "for_docker_swarm" {
  source = "module//modules/docker-swarm"
  name   = "docker-swarm"
  vpc_id = "vpc-1"
}

module "for_elasticsearch" {
  source = "module//modules/elasticsearch"
  name   = "elasticsearch"
  vpc_id = "vpc-1"
}

module "for_etcd" {
  source = "module//modules/etcd"
  name   = "etcd"
  vpc_id = "vpc-1"
}

module "for_grafana" {
  source = "module//modules/grafana"
  name   = "grafana"
  vpc_id = "vpc-1"
}

module "for_graphite_statsd" {
  source = "module//modules/graphite-statsd"
  name   = "graphite-statsd"
  vpc_id = "vpc-1"
}

module "for_http_8080" {
  source = "module//modules/http-8080"
  name   = "http-8080"
  vpc_id = "vpc-1"
}

module "for_https_443" {
  source = "module//modules/https-443"
  name   = "https-443"
  vpc_id = "vpc-1"
}

module "for_https_8443" {
  source = "module//modules/https-8443"
  name   = "https-8443"
  vpc_id = "vpc-1"
}

module "for_ipsec_4500" {
  source = "module//modules/ipsec-4500"
  name   = "ipsec-4500"
  vpc_id = "vpc-1"
}

module "for_ipsec_500" {
  source = "module//modules/ipsec-500"
  name   = "ipsec-500"
  vpc_id = "vpc-1"
}

module "for_kafka" {
  source = "module//modules/kafka"
  name   = "kafka"
  vpc_id = "vpc-1"
}

module "for_kibana" {
  source = "module//modules/kibana"
  name   = "kibana"
  vpc_id = "vpc-1"
}

module "for_kubernetes_api" {
  source = "module//modules/kubernetes-api"
  name   = "kubernetes-api"
  vpc_id = "vpc-1"
}

module "for_ldap" {
  source = "module//modules/ldap"
  name   = "ldap"
  vpc_id = "vpc-1"
}

module "for_ldaps" {
  source = "module//modules/ldaps"
  name   = "ldaps"
  vpc_id = "vpc-1"
}

module "for_logstash" {
  source = "module//modules/logstash"
  name   = "logstash"
  vpc_id = "vpc-1"
}

module "for_loki" {
  source = "module//modules/loki"
  name   = "loki"
  vpc_id = "vpc-1"
}

module "for_memcached" {
  source = "module//modules/memcached"
  name   = "memcached"
  vpc_id = "vpc-1"
}

module "for_minio" {
  source = "module//modules/minio"
  name   = "minio"
  vpc_id = "vpc-1"
}

module "for_mongodb" {
  source = "module//modules/mongodb"
  name   = "mongodb"
  vpc_id = "vpc-1"
}

module "for_mssql" {
  source = "module//modules/mssql"
  name   = "mssql"
  vpc_id = "vpc-1"
}

module "for_mysql" {
  source = "module//modules/mysql"
  name   = "mysql"
  vpc_id = "vpc-1"
}

module "for_nfs" {
  source = "module//modules/nfs"
  name   = "nfs"
  vpc_id = "vpc-1"
}

module "for_nomad" {
  source = "module//modules/nomad"
  name   = "nomad"
  vpc_id = "vpc-1"
}

module "for_ntp" {
  source = "module//modules/ntp"
  name   = "ntp"
  vpc_id = "vpc-1"
}

module "for_openvpn" {
  source = "module//modules/openvpn"
  name   = "openvpn"
  vpc_id = "vpc-1"
}

module "for_oracle_db" {
  source = "module//modules/oracle-db"
  name   = "oracle-db"
  vpc_id = "vpc-1"
}

module "for_prometheus" {
  source = "module//modules/prometheus"
  name   = "prometheus"
  vpc_id = "vpc-1"
}

module "for_promtail" {
  source = "module//modules/promtail"
  name   = "promtail"
  vpc_id = "vpc-1"
}

module "for_puppet" {
  source = "module//modules/puppet"
  name   = "puppet"
  vpc_id = "vpc-1"
}

module "for_rabbitmq" {
  source = "module//modules/rabbitmq"
  name   = "rabbitmq"
  vpc_id = "vpc-1"
}

module "for_rdp" {
  source = "module//modules/rdp"
  name   = "rdp"
  vpc_id = "vpc-1"
}

module "for_redshift" {
  source = "module//modules/redshift"
  name   = "redshift"
  vpc_id = "vpc-1"
}

module "for_smtp" {
  source = "module//modules/smtp"
  name   = "smtp"
  vpc_id = "vpc-1"
}

module "for_smtp_submission" {
  source = "module//modules/smtp-submission"
  name   = "smtp-submission"
  vpc_id = "vpc-1"
}

module "for_solr" {
  source = "module//modules/solr"
  name   = "solr"
  vpc_id = "vpc-1"
}

module "for_squid" {
  source = "module//modules/squid"
  name   = "squid"
  vpc_id = "vpc-1"
}

module "for_ssh" {
  source = "module//modules/ssh"
  name   = "ssh"
  vpc_id = "vpc-1"
}

module "for_storm" {
  source = "module//modules/storm"
  name   = "storm"
  vpc_id = "vpc-1"
}

module "for_vault" {
  source = "module//modules/vault"
  name   = "vault"
  vpc_id = "vpc-1"
}

module "for_wazuh" {
  source = "module//modules/wazuh"
  name   = "wazuh"
  vpc_id = "vpc-1"
}

module "for_web" {
  source = "module//modules/web"
  name   = "web"
  vpc_id = "vpc-1"
}

module "for_winrm" {
  source = "module//modules/winrm"
  name   = "winrm"
  vpc_id = "vpc-1"
}

module "for_zabbix" {
  source = "module//modules/zabbix"
  name   = "zabbix"
  vpc_id = "vpc-1"
}

module "for_zipkin" {
  source = "module//modules/zipkin"
  name   = "zipkin"
  vpc_id = "vpc-1"
}

module "for_zookeeper" {
  source = "module//modules/zookeeper"
  name   = "zookeeper"
  vpc_id = "vpc-1"
}
