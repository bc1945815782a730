import { Tabs } from '@mantine/core';
import type { ManagedInstance } from '@rustine/sdk';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import classes from '../instance.module.css';
import { instanceTabs, type InstanceTab } from '../read-search.ts';
import { RunsTab } from './runs/runs-tab.tsx';
import { SoftwareTab } from './software-tab.tsx';
import { ChangesTab } from './upkeep/changes-tab.tsx';
import { UpkeepTab } from './upkeep/upkeep-tab.tsx';
import { UpdatesTab } from './updates/updates-tab.tsx';

const route = getRouteApi('/instances/$instanceId');

/** The tab stands in the address, so a link or a reload shows the same. */
export function InstanceTabs({ instance }: { instance: ManagedInstance }) {
  const { t, i18n } = useTranslation();
  const { tab = 'updates', run } = route.useSearch();
  const navigate = route.useNavigate();
  const list = useRef<HTMLDivElement>(null);
  // On a narrow screen they do not all fit, and a link leads to any of them.
  useEffect(() => {
    const bar = list.current;
    const shown = bar?.querySelector<HTMLElement>(`[data-tab="${tab}"]`);
    if (!bar || !shown) return;
    bar.scrollLeft = shown.offsetLeft - (bar.clientWidth - shown.offsetWidth) / 2;
  }, [tab]);
  const counts: Record<InstanceTab, number | null> = {
    updates: instance.updatesAvailable,
    software: instance.installedPackages,
    runs: null,
    upkeep: null,
    changes: null,
  };
  return (
    <Tabs
      className={classes.tabs}
      value={tab}
      keepMounted={false}
      onChange={(value) =>
        void navigate({
          search: { tab: instanceTabs.find((name) => name === value) },
          replace: true,
          resetScroll: false,
        })
      }
    >
      <Tabs.List ref={list} className={classes.tabList} aria-label={t('instance.tabsLabel')}>
        {instanceTabs.map((name) => {
          const count = counts[name];
          return (
            <Tabs.Tab key={name} value={name} data-tab={name}>
              {t(`instance.tabs.${name}`)}{' '}
              {count !== null && <span className={classes.tabCount}>{count.toLocaleString(i18n.language)}</span>}
            </Tabs.Tab>
          );
        })}
      </Tabs.List>
      <Tabs.Panel value="updates">
        <UpdatesTab instance={instance} />
      </Tabs.Panel>
      <Tabs.Panel value="software">
        <SoftwareTab instance={instance} />
      </Tabs.Panel>
      <Tabs.Panel value="runs">
        <RunsTab instance={instance} selected={run} />
      </Tabs.Panel>
      <Tabs.Panel value="upkeep">
        <UpkeepTab instance={instance} />
      </Tabs.Panel>
      <Tabs.Panel value="changes">
        <ChangesTab instance={instance} />
      </Tabs.Panel>
    </Tabs>
  );
}
