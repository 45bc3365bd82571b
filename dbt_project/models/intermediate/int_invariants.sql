{{ config(materialized='view') }}

select * from {{ ref('int_member_sums') }}
union all
select * from {{ ref('int_continuity') }}
union all
select * from {{ ref('int_relations') }}
