"""eks-netlint inside cfn-lint: ``cfn-lint -a eks_netlint.hosts.cfnlint -- template.yaml``.

cfn-lint makes a rule of every class that is a member of this module, once for each name: there is nothing else here.
"""

from eks_netlint.hosts import cfnlint_rules

globals().update(cfnlint_rules.all_hosted())
