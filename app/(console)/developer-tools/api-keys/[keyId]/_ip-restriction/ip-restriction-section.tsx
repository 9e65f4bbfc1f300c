'use client';

import { useRef, useState } from 'react';
import { ChoiceCard } from '@/components/form/choice-card';
import { Confirm } from '@/components/form/confirm';
import { SaveBar } from '@/components/form/save-bar';
import { useSettingsForm } from '@/components/form/use-settings-form';
import { Callout } from '@/components/layout/notice';
import { Part, SectionCard } from '@/components/layout/section';
import { Switch } from '@/components/ui/switch';
import type { IpMode } from '@/lib/keys/ip-restriction';
import { setIpRestrictionAction } from '../actions';
import type { SectionProps } from '../load-key';
import { IpListField } from './ip-list-field';
import { IpLock } from './ip-lock';
import { IpTester } from './ip-tester';

const MODES: { mode: IpMode; title: string; description: string }[] = [
  { mode: 'allow', title: 'Allow-list', description: 'Only the addresses in the list are allowed.' },
  { mode: 'block', title: 'Block-list', description: 'All addresses except those in the list are allowed.' },
  {
    mode: 'lock',
    title: 'Lock on first IP',
    description: 'Only the first address that uses the key is allowed from then on.',
  },
];

type IpRestrictionSectionProps = SectionProps & { currentIp: string | null };

export function IpRestrictionSection(props: IpRestrictionSectionProps) {
  const { detail, manages } = props;
  return (
    <SectionCard
      id="ip-restriction"
      title="IP restriction"
      purpose="The addresses that may use this key. Requests from others are refused with ip_not_allowed."
    >
      <Part>
        <RestrictionForm {...props} />
      </Part>
      {detail.restriction.active && detail.restriction.mode === 'lock' && (
        <Part>
          <IpLock {...props} />
        </Part>
      )}
      <Part>
        <IpTester id={detail.id} editable={manages} saved={detail.restrictionVersion} />
      </Part>
    </SectionCard>
  );
}

async function loadSchema() {
  const [{ ipRestrictionSchema }, { parseAddressList }] = await Promise.all([
    import('@/lib/keys/schema'),
    import('@/lib/network/ranges'),
  ]);
  return ipRestrictionSchema.refine(({ list }) => parseAddressList(list).problems.length === 0, {
    path: ['list'],
    message: 'Fix the invalid lines.',
  });
}

function RestrictionForm({ detail, manages, currentIp }: IpRestrictionSectionProps) {
  const [confirming, setConfirming] = useState(false);
  const confirmed = useRef(false);
  const { active, mode } = detail.restriction;
  const form = useSettingsForm({
    saved: { id: detail.id, active, mode, list: detail.ipEntries.join('\n') },
    loadSchema,
    save: (values) => setIpRestrictionAction({ ...values, confirmEmpty: confirmed.current }),
    done: 'Saved',
    doneDescription: 'It applies from the next request on.',
  });
  const values = form.watch();
  const refusesAll = values.active && values.mode === 'allow' && values.list.trim() === '';
  const set = { shouldDirty: true, shouldValidate: form.formState.isSubmitted };

  async function save() {
    await form.submit();
    confirmed.current = false;
    setConfirming(false);
  }

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (refusesAll) setConfirming(true);
        else void save();
      }}
    >
      <div className="space-y-4">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Switch
            id="ip-active"
            checked={values.active}
            disabled={!manages}
            onCheckedChange={(next) => form.setValue('active', next, set)}
          />
          <label htmlFor="ip-active" className="font-medium">
            Restrict by address
          </label>
          <span className="text-soft">{values.active ? 'On' : 'Off: every address is allowed. The list is kept.'}</span>
        </div>
        <fieldset className="grid gap-2 md:grid-cols-3">
          <legend className="sr-only">How the key is restricted</legend>
          {MODES.map(({ mode, title, description }) => (
            <ChoiceCard
              key={mode}
              name="ip-mode"
              title={title}
              disabled={!manages}
              checked={values.mode === mode}
              onChange={() => form.setValue('mode', mode, set)}
            >
              {description}
            </ChoiceCard>
          ))}
        </fieldset>
        {values.mode === 'lock' ? (
          <Callout>The list is kept for the other modes; locking does not use it.</Callout>
        ) : (
          <IpListField
            value={values.list}
            mode={values.mode}
            active={values.active}
            currentIp={currentIp}
            error={form.formState.errors.list?.message}
            disabled={!manages}
            onChange={(list) => form.setValue('list', list, set)}
          />
        )}
      </div>
      {manages && <SaveBar form={form} what="restriction" />}
      <Confirm
        open={confirming}
        onOpenChange={setConfirming}
        title="Refuse all requests?"
        confirm="Save the empty list"
        danger
        pending={form.isSubmitting}
        onConfirm={() => {
          confirmed.current = true;
          void save();
        }}
      >
        The allow-list is empty and the restriction is on: every request with this key is refused until an address is
        added.
      </Confirm>
    </form>
  );
}
