import { Button, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconCalendarShare } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useCreateCalendarFeed } from '../../../api/jobs.ts';
import { CommandLine } from '../../../components/copy-button/command-line.tsx';
import { FormModal } from '../../../components/form-modal/form-modal.tsx';

/** Makes the secret address at which calendars can subscribe; it is shown this once. */
export function Subscribe() {
  const { t } = useTranslation();
  const [opened, { open, close }] = useDisclosure(false);
  const create = useCreateCalendarFeed();
  const shut = () => {
    close();
    create.reset();
  };
  const made = create.data;
  return (
    <>
      <Button variant="default" leftSection={<IconCalendarShare size={17} aria-hidden />} onClick={open}>
        {t('calendar.feed')}
      </Button>
      <FormModal
        opened={opened}
        onClose={shut}
        title={t('calendar.feedTitle')}
        action={t(made === undefined ? 'calendar.feedAsk' : 'common.close')}
        pending={create.isPending}
        error={create.error}
        onSubmit={() => (made === undefined ? create.mutate() : shut())}
      >
        <Text>{t('calendar.feedText')}</Text>
        {made !== undefined && (
          <div role="status" aria-label={t('calendar.feedLabel')}>
            <CommandLine command={made.url} />
          </div>
        )}
      </FormModal>
    </>
  );
}
