#!/bin/bash
# MARK_template for ${cluster_name}, bootstrap ${enable_bootstrap_user_data}
${pre_bootstrap_user_data}
/opt/own-bootstrap --max-pods=33 ${bootstrap_extra_args}
