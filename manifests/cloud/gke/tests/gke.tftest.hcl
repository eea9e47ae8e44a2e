mock_provider "google" {
  mock_resource "google_service_account" {
    defaults = { email = "account@project.iam.gserviceaccount.com", name = "projects/project/serviceAccounts/account@project.iam.gserviceaccount.com" }
  }
  mock_resource "google_iam_workload_identity_pool" {
    defaults = { name = "projects/1/locations/global/workloadIdentityPools/taskwake-github" }
  }
}

variables {
  state_passphrase  = "a passphrase of a test"
  name              = "taskwake"
  account           = "project"
  region            = "europe-west3"
  github_repository = "owner/taskwake"
}

run "defaults" {
  assert {
    condition     = google_container_cluster.this.datapath_provider == "ADVANCED_DATAPATH"
    error_message = "The manifests' network policies must be enforced."
  }
  assert {
    condition     = google_container_cluster.this.deletion_protection && google_container_cluster.this.location == "europe-west3-b"
    error_message = "A zonal cluster that is not deleted by accident."
  }
  assert {
    condition     = google_container_cluster.this.workload_identity_config[0].workload_pool == "project.svc.id.goog" && google_container_node_pool.this.node_config[0].workload_metadata_config[0].mode == "GKE_METADATA"
    error_message = "Pods have identities of their own."
  }
  assert {
    condition     = google_container_node_pool.this.node_config[0].service_account == google_service_account.nodes.email
    error_message = "Nodes do not run as the default account, which may write to the whole project."
  }
  assert {
    condition     = google_storage_bucket.backups.retention_policy[0].retention_period == "2592000"
    error_message = "Copies of dumps cannot be deleted."
  }
}

run "secrets_without_values" {
  assert {
    condition     = length(google_secret_manager_secret.this) == 10 && contains(keys(google_secret_manager_secret.this), "taskwake-database-owner")
    error_message = "One secret for each that the cluster asks for."
  }
  assert {
    condition     = google_service_account_iam_member.secrets.member == "serviceAccount:project.svc.id.goog[taskwake/secrets]"
    error_message = "The account belongs to the overlay's ServiceAccount."
  }
}

run "answers" {
  assert {
    condition     = output.secret_store.gcpsm.projectID == "project" && output.secret_store.gcpsm.auth.workloadIdentity == { clusterLocation = "europe-west3-b", clusterName = "taskwake" }
    error_message = "As External Secrets spells it."
  }
  assert {
    condition     = output.secrets_identity["iam.gke.io/gcp-service-account"] == "account@project.iam.gserviceaccount.com"
    error_message = "The ServiceAccount's annotation."
  }
  assert {
    condition     = output.registry == "europe-west3-docker.pkg.dev/project/taskwake"
    error_message = "The registry's address."
  }
}

run "only_jobs_of_the_environments_deploy" {
  variables {
    environments = ["staging", "production"]
  }
  assert {
    condition     = google_service_account_iam_member.deploy["staging"].member == "principal://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/taskwake-github/subject/repo:owner/taskwake:environment:staging" && length(google_service_account_iam_member.deploy) == 2
    error_message = "The subject names repository and environment."
  }
  assert {
    condition     = google_iam_workload_identity_pool_provider.github.attribute_condition == "assertion.repository == 'owner/taskwake'"
    error_message = "No other repository gets a token."
  }
}

run "authorized_networks_close_the_api" {
  variables {
    authorized_networks = ["192.0.2.0/24", "198.51.100.0/24"]
  }
  assert {
    condition     = length(google_container_cluster.this.master_authorized_networks_config[0].cidr_blocks) == 2
    error_message = "Only from the networks given."
  }
}

run "names_that_a_cloud_would_refuse" {
  command = plan
  variables {
    name               = "Taskwake_of_everybody"
    kubernetes_channel = "newest"
    github_repository  = "taskwake"
    network_cidr       = "10.0.0.0/30"
  }
  expect_failures = [var.name, var.kubernetes_channel, var.github_repository, var.network_cidr]
}
