import { expect, test } from 'vitest';
import { nextTick, reactive } from 'vue';

import { Failure } from '../src/api/failure';
import { useForm } from '../src/composables/useForm';

function nameForm(send: () => Promise<void> = () => Promise.resolve()) {
  const form = reactive({ name: '', number: '' });
  const check = () => ({ name: form.name === '' && '填写姓名', number: form.number === '' && '填写工号' });
  return { form, ...useForm(check, send) };
}

test('what is wrong is shown once the form is sent, and goes field by field as it is corrected', async () => {
  const { form, errors, submit } = nameForm();
  expect(errors.value).toEqual({});
  await submit();
  expect(errors.value).toEqual({ name: '填写姓名', number: '填写工号' });
  form.name = '王';
  await nextTick();
  expect(errors.value).toEqual({ number: '填写工号' });
  form.name = '';
  await nextTick();
  expect(errors.value, 'nobody is told of a field while they write in it').toEqual({ number: '填写工号' });
});

test('what the server found stays until the form is sent again', async () => {
  const detail = '与第 3 行的单位编码相同';
  const problem = { code: 'invalid_input', title: '', errors: [{ pointer: '/number', detail }] };
  let refuses = true;
  const { form, errors, submit } = nameForm(async () => {
    if (refuses) throw new Failure('invalid_input', '', '', 422, problem as never);
  });
  Object.assign(form, { name: '王', number: '1' });
  await submit();
  expect(errors.value).toEqual({ number: detail });
  form.number = '2';
  await nextTick();
  expect(errors.value).toEqual({ number: detail });
  refuses = false;
  await submit();
  expect(errors.value).toEqual({});
});
