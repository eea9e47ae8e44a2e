mock_provider "oci" {
  mock_data "oci_identity_availability_domains" {
    defaults = { availability_domains = [{ name = "one", id = "1", compartment_id = "c" }, { name = "two", id = "2", compartment_id = "c" }] }
  }
  mock_data "oci_containerengine_cluster_option" {
    defaults = { kubernetes_versions = ["v1.32.1", "v1.33.10", "v1.33.9", "v1.34.1"] }
  }
  mock_data "oci_containerengine_node_pool_option" {
    defaults = {
      sources = [
        { source_type = "IMAGE", image_id = "arm-older", source_name = "Oracle-Linux-8.10-aarch64-2026.05.01-0-OKE-1.33.10-1100" },
        { source_type = "IMAGE", image_id = "arm", source_name = "Oracle-Linux-8.10-aarch64-2026.09.01-0-OKE-1.33.10-1200" },
        { source_type = "IMAGE", image_id = "arm-newest", source_name = "Oracle-Linux-8.10-aarch64-2026.09.01-0-OKE-1.34.1-1200" },
        { source_type = "IMAGE", image_id = "amd", source_name = "Oracle-Linux-8.10-2026.09.01-0-OKE-1.33.10-1200" },
        { source_type = "IMAGE", image_id = "gpu", source_name = "Oracle-Linux-8.10-Gen2-GPU-2026.09.01-0-OKE-1.33.10-1200" },
      ]
    }
  }
  mock_data "oci_objectstorage_namespace" {
    defaults = { namespace = "space" }
  }
}

variables {
  state_passphrase  = "a passphrase of a test"
  name              = "taskwake"
  account           = "ocid1.compartment.oc1..example"
  region            = "eu-frankfurt-1"
  github_repository = "owner/taskwake"
}

run "defaults_are_always_free" {
  assert {
    condition     = oci_containerengine_cluster.this.type == "BASIC_CLUSTER" && oci_kms_vault.this.vault_type == "DEFAULT" && oci_kms_key.secrets.protection_mode == "SOFTWARE"
    error_message = "Kinds that cost nothing."
  }
  assert {
    condition     = oci_containerengine_node_pool.this.node_shape == "VM.Standard.A1.Flex" && oci_containerengine_node_pool.this.node_shape_config[0].ocpus == 2 && oci_containerengine_node_pool.this.node_shape_config[0].memory_in_gbs == 12
    error_message = "Two cores and 12 GB of Arm."
  }
  assert {
    condition     = oci_containerengine_node_pool.this.node_config_details[0].size == 1 && oci_containerengine_node_pool.this.node_source_details[0].boot_volume_size_in_gbs == "50"
    error_message = "One node: with the three volumes of Dapr's scheduler 200 GB are used."
  }
}

run "stable_is_the_newest_patch_of_the_minor_before" {
  assert {
    condition     = oci_containerengine_cluster.this.kubernetes_version == "v1.33.10"
    error_message = "Versions are sorted as numbers."
  }
  assert {
    condition     = oci_containerengine_node_pool.this.node_source_details[0].image_id == "arm"
    error_message = "The newest Arm image of that version."
  }
}

run "rapid_is_the_newest" {
  variables {
    kubernetes_channel = "rapid"
  }
  assert {
    condition     = oci_containerengine_cluster.this.kubernetes_version == "v1.34.1" && oci_containerengine_node_pool.this.node_source_details[0].image_id == "arm-newest"
    error_message = "The newest version, and its image."
  }
}

run "other_shapes" {
  variables {
    nodes               = { size = "VM.Standard.E5.Flex", min = 2, max = 2 }
    availability_domain = 2
  }
  assert {
    condition     = oci_containerengine_node_pool.this.node_source_details[0].image_id == "amd" && one(oci_containerengine_node_pool.this.node_config_details[0].placement_configs).availability_domain == "two"
    error_message = "No Arm and no GPU image, and where there is capacity."
  }
}

run "nodes_have_no_public_address" {
  assert {
    condition     = oci_core_subnet.this["nodes"].prohibit_public_ip_on_vnic && !oci_core_subnet.this["api"].prohibit_public_ip_on_vnic
    error_message = "Only the API and load balancers are reached from outside."
  }
  assert {
    condition     = length(oci_core_security_list.this["api"].ingress_security_rules) == 4
    error_message = "The API: everywhere and nodes, and path MTU."
  }
}

run "authorized_networks_close_the_api" {
  variables {
    authorized_networks = ["192.0.2.0/24"]
  }
  assert {
    condition     = !anytrue([for each in oci_core_security_list.this["api"].ingress_security_rules : each.source == "0.0.0.0/0" && each.protocol == "6"])
    error_message = "Only from the networks given."
  }
}

run "answers" {
  assert {
    condition     = output.secret_store.oracle == { region = "eu-frankfurt-1", vault = oci_kms_vault.this.id }
    error_message = "As External Secrets spells it."
  }
  assert {
    condition     = output.registry == "ocir.eu-frankfurt-1.oci.oraclecloud.com/space/taskwake" && output.backup_bucket == "oci://taskwake-backups@space"
    error_message = "Registry and bucket."
  }
}

run "a_basic_cluster_does_not_scale_its_nodes" {
  command = plan
  variables {
    nodes = { min = 1, max = 3 }
  }
  expect_failures = [oci_containerengine_node_pool.this]
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
