resource "google_compute_network" "this" {
  # checkov:skip=CKV2_GCP_18:GKE writes the firewall rules of its nodes; nothing else is in the network
  name                    = var.name
  auto_create_subnetworks = false
  depends_on              = [google_project_service.used]
}

resource "google_compute_subnetwork" "nodes" {
  # checkov:skip=CKV_GCP_26:Flow logs of every connection cost more than the nodes
  name                     = "nodes"
  network                  = google_compute_network.this.id
  region                   = var.region
  ip_cidr_range            = cidrsubnet(var.network_cidr, 4, 0)
  private_ip_google_access = true
  secondary_ip_range {
    range_name    = "pods"
    ip_cidr_range = cidrsubnet(var.network_cidr, 1, 1)
  }
  secondary_ip_range {
    range_name    = "services"
    ip_cidr_range = cidrsubnet(var.network_cidr, 4, 1)
  }
}

# Nodes have no public addresses; Kafka, Neon and push services are outside.
resource "google_compute_router" "this" {
  name    = var.name
  network = google_compute_network.this.id
  region  = var.region
}

resource "google_compute_router_nat" "this" {
  name                               = var.name
  router                             = google_compute_router.this.name
  region                             = var.region
  nat_ip_allocate_option             = "AUTO_ONLY"
  source_subnetwork_ip_ranges_to_nat = "ALL_SUBNETWORKS_ALL_IP_RANGES"
}

# The default account of nodes may write to the whole project.
resource "google_service_account" "nodes" {
  account_id   = "${var.name}-nodes"
  display_name = "Nodes of ${var.name}"
}

resource "google_project_iam_member" "nodes" {
  project = var.account
  role    = "roles/container.defaultNodeServiceAccount"
  member  = "serviceAccount:${google_service_account.nodes.email}"
}

resource "google_container_cluster" "this" {
  # checkov:skip=CKV_GCP_65:Groups of Google need Workspace; roles are given to people and to the deploy account
  # checkov:skip=CKV_GCP_66:Images are attested, and verified at deploy
  # checkov:skip=CKV_GCP_12:Dataplane V2 enforces network policies without this block
  # checkov:skip=CKV_GCP_69:Set on the node pool; the default pool is removed
  name                        = var.name
  location                    = local.zone
  network                     = google_compute_network.this.id
  subnetwork                  = google_compute_subnetwork.nodes.id
  datapath_provider           = "ADVANCED_DATAPATH"
  enable_intranode_visibility = true
  enable_shielded_nodes       = true
  initial_node_count          = 1
  remove_default_node_pool    = true
  deletion_protection         = true
  resource_labels             = merge({ application = var.name }, var.tags)

  release_channel {
    channel = upper(var.kubernetes_channel)
  }
  workload_identity_config {
    workload_pool = "${var.account}.svc.id.goog"
  }
  private_cluster_config {
    enable_private_nodes    = true
    enable_private_endpoint = false
  }
  ip_allocation_policy {
    cluster_secondary_range_name  = "pods"
    services_secondary_range_name = "services"
  }
  master_auth {
    client_certificate_config {
      issue_client_certificate = false
    }
  }
  dynamic "master_authorized_networks_config" {
    for_each = length(var.authorized_networks) > 0 ? [1] : []
    content {
      dynamic "cidr_blocks" {
        for_each = var.authorized_networks
        content {
          cidr_block = cidr_blocks.value
        }
      }
    }
  }
  # What fails in the cluster itself; our own is in the collector's hands.
  logging_config {
    enable_components = ["SYSTEM_COMPONENTS"]
  }
  monitoring_config {
    enable_components = ["SYSTEM_COMPONENTS"]
  }
}

resource "google_container_node_pool" "this" {
  name     = "default"
  cluster  = google_container_cluster.this.id
  location = local.zone
  autoscaling {
    min_node_count = local.nodes.min
    max_node_count = local.nodes.max
  }
  management {
    auto_repair  = true
    auto_upgrade = true
  }
  node_config {
    machine_type    = local.nodes.size
    service_account = google_service_account.nodes.email
    oauth_scopes    = ["https://www.googleapis.com/auth/cloud-platform"]
    metadata        = { disable-legacy-endpoints = "true" }
    # Pods see their own identity, not the node's.
    workload_metadata_config {
      mode = "GKE_METADATA"
    }
    shielded_instance_config {
      enable_secure_boot          = true
      enable_integrity_monitoring = true
    }
  }
}

resource "google_artifact_registry_repository" "this" {
  # checkov:skip=CKV_GCP_84:Encrypted with keys of the platform; an own key would have to be kept and rotated
  repository_id = var.name
  location      = var.region
  format        = "DOCKER"
  docker_config {
    immutable_tags = true
  }
  depends_on = [google_project_service.used]
}

resource "google_artifact_registry_repository_iam_member" "pull" {
  repository = google_artifact_registry_repository.this.name
  location   = var.region
  role       = "roles/artifactregistry.reader"
  member     = "serviceAccount:${google_service_account.nodes.email}"
}
