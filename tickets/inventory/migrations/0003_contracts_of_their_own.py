"""Contracts and vendors become rows of their own; AE titles, connections and the
software that runs now become the first rows of theirs."""

from django.db import migrations

ROWS = """
-- The row history is written without these from now on; they go below.
ALTER TABLE inventory_configurationitemevent
  ALTER vendor_words DROP NOT NULL, ALTER vendor_phone DROP NOT NULL,
  ALTER service_hours DROP NOT NULL, ALTER contract_number DROP NOT NULL;

INSERT INTO inventory_vendor (name, phone, email, portal_url, note)
SELECT vendor_words, max(vendor_phone), '', '', ''
FROM inventory_configurationitem WHERE vendor_words <> '' GROUP BY vendor_words;

-- Where two items wrote one contract with different words, the later date and the
-- longer words stay.
INSERT INTO inventory_contract
  (vendor_id, number, title, hours, responds_within_hours, covers, starts_on, ends_on)
SELECT vendor.id,
       coalesce(nullif(item.contract_number, ''), 'without a number ' || min(item.id)),
       '', max(item.service_hours), NULL, '', NULL, max(item.contract_ends_on)
FROM inventory_configurationitem item
JOIN inventory_vendor vendor ON vendor.name = item.vendor_words
WHERE item.contract_number <> '' OR item.contract_ends_on IS NOT NULL
   OR item.service_hours <> ''
GROUP BY vendor.id, item.contract_number,
         CASE WHEN item.contract_number = '' THEN item.id END;

UPDATE inventory_configurationitem item SET
  vendor_id = vendor.id,
  contract_id = (
    SELECT contract.id FROM inventory_contract contract
    WHERE contract.vendor_id = vendor.id AND contract.number IN (
      nullif(item.contract_number, ''), 'without a number ' || item.id)
    LIMIT 1)
FROM inventory_vendor vendor WHERE vendor.name = item.vendor_words;

UPDATE inventory_configurationitemevent event SET
  vendor_id = vendor.id,
  contract_id = (
    SELECT contract.id FROM inventory_contract contract
    WHERE contract.vendor_id = vendor.id AND contract.number = event.contract_number)
FROM inventory_vendor vendor WHERE vendor.name = event.vendor_words;

INSERT INTO inventory_networkconnection
  (item_id, host, port, uses_tls, certificate_ends_on, installed)
SELECT id, host, port, false, NULL, lifecycle <> 'retired'
FROM inventory_configurationitem WHERE host <> '';

INSERT INTO inventory_networkae
  (item_id, facility_id, title, description, is_principal, initiates, accepts,
   installed, connection_id, character_sets)
SELECT item.id, item.facility_id, item.ae_title, '', true, true, item.port IS NOT NULL,
       item.lifecycle <> 'retired', connection.id, '{}'
FROM inventory_configurationitem item
LEFT JOIN inventory_networkconnection connection ON connection.item_id = item.id
WHERE item.ae_title <> '';

INSERT INTO inventory_softwareversion
  (item_id, version, since, source, note, recorded_by_id, recorded_at)
SELECT id, software_version, created_at::date, 'entered', '', NULL, now()
FROM inventory_configurationitem WHERE software_version <> '';

SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [("inventory", "0002_what_we_run")]

    operations = [
        migrations.RunSQL(ROWS, migrations.RunSQL.noop),
        migrations.RemoveField(
            model_name='configurationitem',
            name='contract_ends_on',
        ),
        migrations.RemoveField(
            model_name='configurationitem',
            name='contract_number',
        ),
        migrations.RemoveField(
            model_name='configurationitem',
            name='service_hours',
        ),
        migrations.RemoveField(
            model_name='configurationitem',
            name='vendor_phone',
        ),
        migrations.RemoveField(
            model_name='configurationitemevent',
            name='contract_ends_on',
        ),
        migrations.RemoveField(
            model_name='configurationitemevent',
            name='contract_number',
        ),
        migrations.RemoveField(
            model_name='configurationitemevent',
            name='service_hours',
        ),
        migrations.RemoveField(
            model_name='configurationitemevent',
            name='vendor_phone',
        ),
        migrations.RemoveField(
            model_name='configurationitem',
            name='vendor_words',
        ),
        migrations.RemoveField(
            model_name='configurationitemevent',
            name='vendor_words',
        ),
    ]
