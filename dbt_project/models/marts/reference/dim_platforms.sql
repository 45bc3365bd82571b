select platform from {{ ref('platforms') }}
