# The secrets have no versions here: people put the values in, so that none is in the state.

locals {
  # Those that the cluster asks for.
  secrets = toset(flatten(regexall("key: (taskwake-[a-z-]+)", file("${path.module}/../../features/external-secrets/secrets.yaml"))))
}

resource "google_secret_manager_secret" "this" {
  for_each  = local.secrets
  secret_id = each.value
  replication {
    auto {}
  }
  depends_on = [google_project_service.used]
}

resource "google_service_account" "secrets" {
  account_id   = "${var.name}-secrets"
  display_name = "Reads the secrets of ${var.name} into the cluster"
}

resource "google_secret_manager_secret_iam_member" "read" {
  for_each  = google_secret_manager_secret.this
  secret_id = each.value.id
  role      = "roles/secretmanager.secretAccessor"
  member    = "serviceAccount:${google_service_account.secrets.email}"
}

resource "google_service_account_iam_member" "secrets" {
  service_account_id = google_service_account.secrets.name
  role               = "roles/iam.workloadIdentityUser"
  member             = "serviceAccount:${google_container_cluster.this.workload_identity_config[0].workload_pool}[taskwake/secrets]"
}
