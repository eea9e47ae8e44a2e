# Google: a zonal cluster with private nodes, Dataplane V2 for network policies, Secret Manager by workload identity.

terraform {
  required_version = ">= 1.11"
  required_providers {
    google = { source = "hashicorp/google", version = "~> 8.7" }
  }
}

provider "google" {
  project        = var.account
  region         = var.region
  default_labels = var.tags
}

variable "zone" {
  description = "A cluster in one zone is the one that the free credit pays for."
  type        = string
  default     = null
}

locals {
  zone = coalesce(var.zone, "${var.region}-b")
  nodes = {
    size = coalesce(var.nodes.size, "e2-standard-2")
    min  = coalesce(var.nodes.min, 2)
    max  = coalesce(var.nodes.max, 5)
  }

  cluster            = google_container_cluster.this.name
  kubeconfig_command = "gcloud container clusters get-credentials ${local.cluster} --project ${var.account} --location ${local.zone}"
  registry           = "${var.region}-docker.pkg.dev/${var.account}/${google_artifact_registry_repository.this.repository_id}"
  secret_store = {
    gcpsm = {
      projectID = var.account
      auth      = { workloadIdentity = { clusterLocation = local.zone, clusterName = local.cluster } }
    }
  }
  secrets_identity = { "iam.gke.io/gcp-service-account" = google_service_account.secrets.email }
  deploy_identity = {
    GOOGLE_PROVIDER = google_iam_workload_identity_pool_provider.github.name
    GOOGLE_ACCOUNT  = google_service_account.deploy.email
    GOOGLE_PROJECT  = var.account
    GOOGLE_LOCATION = local.zone
    CLUSTER         = local.cluster
  }
  backup_bucket = "gs://${google_storage_bucket.backups.name}"
}

resource "google_project_service" "used" {
  for_each           = toset(["artifactregistry", "compute", "container", "iamcredentials", "secretmanager"])
  service            = "${each.value}.googleapis.com"
  disable_on_destroy = false
}
