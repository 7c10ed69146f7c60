"""The types of Amazon Web Services that hold no data and move none: networks, rights, addresses, schedules, certificates and the like."""

PLUMBING = tuple(
    f"aws_{word}"
    for word in (
        "access account_ acm alb api_gateway_ apigatewayv2_ app_cookie appautoscaling_ athena_named autoscaling_ availability "
        "backup_framework backup_global backup_region budgets_ cloudformation_ cloudfront_cache cloudfront_function cloudfront_origin "
        "cloudfront_response cloudwatch_composite cloudwatch_dashboard cloudwatch_log_metric_filter cloudwatch_log_stream "
        "cloudwatch_metric_alarm cloudwatch_query codebuild_ codedeploy_ codepipeline cognito_identity_pool_ cognito_resource "
        "cognito_user_pool_ config_config_rule config_configuration_recorder_status config_delivery customer_gateway dax_parameter "
        "dax_subnet db_event db_option db_parameter db_proxy db_subnet default_ dms_certificate dms_replication_subnet docdb_cluster_ "
        "docdb_subnet dx_ dynamodb_contributor dynamodb_table_item ebs_default ebs_fast ec2_ ecr_lifecycle "
        "ecs_capacity ecs_cluster ecs_service ecs_task efs_access efs_mount egress eip eks_access eks_addon eks_fargate eks_identity "
        "eks_node eks_pod elasticache_parameter elasticache_subnet elasticache_user elb glue_crawler glue_job glue_security glue_trigger "
        "iam_ identitystore inspector internet_gateway key_pair lakeformation_ lambda_alias lambda_layer lb "
        "load_balancer main_route memorydb_acl memorydb_parameter memorydb_subnet memorydb_user msk_configuration msk_scram nat_gateway "
        "neptune_cluster_parameter neptune_parameter neptune_subnet network_ networkfirewall opensearch_domain_saml "
        "opensearchserverless_access opensearchserverless_security opensearchserverless_vpc organizations_ placement_group prefix proxy "
        "ram_resource_share_accepter rds_cluster_endpoint rds_cluster_parameter rds_cluster_role "
        "redshift_parameter redshift_subnet redshiftserverless_workgroup resourcegroups_ route s3_bucket_accelerate "
        "s3_bucket_cors s3_bucket_intelligent s3_bucket_metric s3_bucket_request s3_bucket_website s3_object "
        "scheduler secretsmanager_secret_rotation secretsmanager_secret_version security_group securityhub_standards service_discovery "
        "servicequotas ses_domain_dkim ses_domain_identity_verification ses_domain_mail sesv2_configuration_set sfn_activity shield "
        "signer sns_platform sns_sms sqs_queue_redrive_allow ssm_association ssm_document ssm_maintenance ssm_patch ssoadmin subnet "
        "transfer_access transfer_ssh "
        "transfer_user volume_attachment vpc vpclattice vpn waf wafv2 xray_ "
    ).split()
)
"""How they begin."""
UNLIKE = tuple(
    f"aws_{word}"
    for word in (
        "cloudformation_stack lakeformation_permissions route53_query_log route53_resolver_query_log wafv2_web_acl_logging "
        "networkfirewall_logging identitystore_user vpclattice_access_log "
        "sesv2_configuration_set_event"
    ).split()
)
"""Those that begin so and yet hold, move or open data, or make what does."""
