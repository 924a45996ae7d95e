import { Button, Image, Text, View } from '@tarojs/components'
import Taro, { useRouter } from '@tarojs/taro'
import { useState } from 'react'

export default function Poster() {
  const { title, picture } = useRouter().params
  const [status, setStatus] = useState('')
  const save = async () => {
    const { tempFilePath } = await Taro.downloadFile({ url: picture })
    await Taro.saveImageToPhotosAlbum({ filePath: tempFilePath })
    setStatus('Saved')
  }
  return (
    <View>
      <Text>{title}</Text>
      <Image src={picture} />
      <Button onClick={save}>Save the poster</Button>
      <Text>{status}</Text>
    </View>
  )
}
