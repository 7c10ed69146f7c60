"""The types of CloudFormation that hold no data and move none: networks, rights, addresses, schedules, certificates and the like."""

from __future__ import annotations

PLUMBING = tuple(
    f"AWS::{word}"
    for word in (
        "IAM:: ElasticLoadBalancing AutoScaling ApiGateway CloudWatch:: CertificateManager:: WAF Route53::RecordSet "
        "Route53::HealthCheck ApplicationAutoScaling:: CloudFormation::WaitCondition CloudFormation::Macro EC2::VPC "
        "EC2::Subnet EC2::SecurityGroup EC2::Route EC2::InternetGateway EC2::NatGateway EC2::EIP EC2::NetworkAcl "
        "EC2::NetworkInterface EC2::VPN EC2::CustomerGateway EC2::TransitGateway EC2::LaunchTemplate EC2::KeyPair EC2::DHCP "
        "EC2::EgressOnly EC2::PrefixList EC2::Host EC2::Placement ECS:: EKS:: Lambda::Version Lambda::Alias "
        "Lambda::Layer Lambda::CodeSigning RDS::DBSubnetGroup RDS::DBParameterGroup RDS::DBClusterParameterGroup "
        "RDS::OptionGroup RDS::EventSubscription RDS::DBProxy RDS::DBSecurityGroup DocDB::DBInstance DocDB::DBSubnetGroup "
        "DocDB::DBClusterParameterGroup Neptune::DBSubnetGroup Neptune::DBClusterParameterGroup Neptune::DBParameterGroup "
        "Redshift::ClusterSubnetGroup Redshift::ClusterParameterGroup Redshift::ClusterSecurityGroup "
        "ElastiCache::SubnetGroup ElastiCache::ParameterGroup ElastiCache::SecurityGroup ElastiCache::User EFS::MountTarget "
        "EFS::AccessPoint Logs::LogStream Logs::MetricFilter SSM::Document SSM::Association SSM::MaintenanceWindow "
        "SSM::PatchBaseline EC2::VolumeAttachment Backup::Framework ECR::LifecyclePolicy Cognito::UserPoolClient "
        "Cognito::UserPoolDomain Cognito::UserPoolGroup Cognito::IdentityPoolRoleAttachment CodeBuild:: CodePipeline:: "
        "CodeDeploy:: Scheduler:: ServiceDiscovery:: Organizations:: SecurityHub:: Inspector AccessAnalyzer:: Budgets:: "
        "Glue::Crawler Glue::Job Glue::Trigger Glue::SecurityConfiguration Athena::NamedQuery CloudFront::OriginAccess "
        "CloudFront::CloudFrontOriginAccessIdentity CloudFront::CachePolicy CloudFront::Function "
        "CloudFront::ResponseHeadersPolicy SecretsManager::RotationSchedule SecretsManager::SecretTargetAttachment "
        "MSK::Configuration OpenSearchServerless::SecurityPolicy OpenSearchServerless::AccessPolicy NetworkFirewall:: "
        "GlobalAccelerator::Listener GlobalAccelerator::EndpointGroup AmazonMQ::Configuration DMS::ReplicationSubnetGroup "
        "Config::ConfigRule Config::DeliveryChannel XRay::"
    ).split()
)
"""How the types begin that hold no data and move none; the CDK's own word of itself beside."""
